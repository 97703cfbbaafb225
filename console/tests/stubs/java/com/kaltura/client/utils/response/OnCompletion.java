// A part of Kaltura's Java client that the sample uses.
package com.kaltura.client.utils.response;

public interface OnCompletion<T> {
    void onComplete(T response);
}
