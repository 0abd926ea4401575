/** What backing up and restoring cost, beside PostgreSQL's own COPY and stream in the same run. */
package io.holdfast.bench.backup;
