// A part of Kaltura's Java client that the sample uses.
package com.kaltura.client.utils.response.base;

import com.kaltura.client.types.APIException;

public class Response<T> {
    public final T results;
    public final APIException error;

    public Response(T results, APIException error) {
        this.results = results;
        this.error = error;
    }

    public boolean isSuccess() {
        return error == null;
    }
}
