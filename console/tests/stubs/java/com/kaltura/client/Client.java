// A part of Kaltura's Java client that the sample uses.
package com.kaltura.client;

public class Client {
    private final Configuration configuration;
    private String ks;

    public Client(Configuration configuration) {
        this.configuration = configuration;
    }

    public Configuration getConnectionConfiguration() {
        return configuration;
    }

    public void setKs(String ks) {
        this.ks = ks;
    }
}
