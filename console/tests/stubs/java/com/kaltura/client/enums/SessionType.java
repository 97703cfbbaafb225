// A part of Kaltura's Java client that the sample uses.
package com.kaltura.client.enums;

public enum SessionType {
    USER(0),
    ADMIN(2);

    private final int value;

    SessionType(int value) {
        this.value = value;
    }

    public int getValue() {
        return value;
    }
}
