// A part of Kaltura's Java client that the sample uses.
package com.kaltura.client;

import com.kaltura.client.utils.request.RequestElement;

public class APIOkRequestsExecutor {
    private static final APIOkRequestsExecutor EXECUTOR = new APIOkRequestsExecutor();

    public static APIOkRequestsExecutor getExecutor() {
        return EXECUTOR;
    }

    public String queue(RequestElement<?> request) {
        request.execute();
        return "";
    }
}
