// A part of Kaltura's Java client that the sample uses.
package com.kaltura.client.types;

public class APIException extends Exception {
    public APIException(String message) {
        super(message);
    }
}
