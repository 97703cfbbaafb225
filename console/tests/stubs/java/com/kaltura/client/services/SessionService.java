// A part of Kaltura's Java client that the sample uses.
package com.kaltura.client.services;

import com.kaltura.client.Client;
import com.kaltura.client.enums.SessionType;
import com.kaltura.client.utils.request.RequestElement;
import com.kaltura.client.utils.response.OnCompletion;
import com.kaltura.client.utils.response.base.Response;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

public class SessionService {
    public static class StartSessionBuilder {
        private final Map<String, Object> form;
        private OnCompletion<Response<String>> completion;

        StartSessionBuilder(Map<String, Object> form) {
            this.form = form;
        }

        public StartSessionBuilder setCompletion(OnCompletion<Response<String>> completion) {
            this.completion = completion;
            return this;
        }

        public RequestElement<String> build(Client client) {
            return () -> {
                String body = form.entrySet().stream()
                    .map(e -> e.getKey() + "=" + URLEncoder.encode(String.valueOf(e.getValue()), StandardCharsets.UTF_8))
                    .collect(Collectors.joining("&"));
                URI uri = URI.create(client.getConnectionConfiguration().getEndpoint() + "/api_v3/service/session/action/start");
                HttpRequest request = HttpRequest.newBuilder(uri)
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString(body)).build();
                try {
                    String answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
                    completion.onComplete(new Response<>(answer.replace("\"", ""), null));
                } catch (java.io.IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            };
        }
    }

    public static StartSessionBuilder start(String secret, String userId, SessionType type, int partnerId, int expiry, String privileges) {
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("secret", secret);
        form.put("userId", userId);
        form.put("type", type.getValue());
        form.put("partnerId", partnerId);
        form.put("expiry", expiry);
        form.put("privileges", privileges);
        form.put("format", 1);
        return new StartSessionBuilder(form);
    }
}
