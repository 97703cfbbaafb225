// A part of Kaltura's Java client that the sample uses.
package com.kaltura.client;

public class Configuration {
    private String endpoint;

    public void setEndpoint(String endpoint) {
        this.endpoint = endpoint;
    }

    public String getEndpoint() {
        return endpoint;
    }
}
