package io.holdfast.backup.domain;

/**
 * One life of capture.
 *
 * @param id random; tells the transactions of this life from those a former life left open
 * @param systemId system identifier of the cluster, unsigned
 * @param timeline timeline of the cluster, from 1
 */
public record CaptureSession(long id, long systemId, int timeline) {}
