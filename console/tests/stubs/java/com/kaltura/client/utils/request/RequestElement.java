// A part of Kaltura's Java client that the sample uses.
package com.kaltura.client.utils.request;

public interface RequestElement<T> {
    void execute();
}
