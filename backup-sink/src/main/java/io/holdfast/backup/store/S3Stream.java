package io.holdfast.backup.store;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * The content of an object on its way. What the client throws becomes an {@link IOException}, and
 * so does an answer that ends before its time, which Java's own client takes for an end.
 */
final class S3Stream extends FilterInputStream {

  private final ResponseInputStream<GetObjectResponse> response;
  private long left;
  private boolean ended;

  S3Stream(ResponseInputStream<GetObjectResponse> response) {
    super(response);
    this.response = response;
    this.left = response.response().contentLength();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    try {
      int read = super.read(buffer, offset, length);
      ended |= read < 0;
      left -= Math.max(0, read);
      if (read < 0 && left > 0) {
        throw new EOFException("the answer ended " + left + " bytes early");
      }
      return read;
    } catch (SdkException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** What is left of an object that was not read to its end is not waited for. */
  @Override
  public void close() throws IOException {
    if (ended) {
      super.close();
    } else {
      response.abort();
    }
  }
}
