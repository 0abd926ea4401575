/**
 * Who wrote a record: Ed25519 signatures (RFC 8032) in a header beside the record, over the topic
 * and the exact bytes of the value. Optional; where a writer's key is known a wrong or missing
 * signature is refused. Depends on Kafka's interfaces of serializers alone.
 */
package io.holdfast.schemas.signature;
