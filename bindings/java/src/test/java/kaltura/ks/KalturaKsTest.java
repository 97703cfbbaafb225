package kaltura.ks;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Tests every method of the package, and the conversions between Java and C. */
public final class KalturaKsTest {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final String OLD = "fedcba9876543210fedcba9876543210";
    private static final int PARTNER = 1234567;
    private static final long NOW = 1750000000;

    private final Signer signer = new Signer(PARTNER, SECRET);
    private final Keyring keyring = new Keyring(SECRET);
    private final String ks = signer.generate(
        user().userId("user@example.com").privileges("sview:0_abc/0_def,sessionid:x"));

    private KalturaKsTest() {}

    private static void check(boolean holds) {
        if (!holds) {
            throw new AssertionError("a check failed");
        }
    }

    /** Returns the code of the error that a call throws. */
    private static String code(Runnable call) {
        try {
            call.run();
        } catch (KsException exception) {
            check(exception.getMessage().length() >= 10 && exception.status != 0);
            check(!exception.toString().contains(SECRET));
            return exception.code;
        }
        return "no error";
    }

    private static Session user() {
        return new Session().userId("ann").now(NOW);
    }

    private static VerifyOptions options() {
        return new VerifyOptions(PARTNER).now(NOW);
    }

    private void generateAndDecode() {
        check(signer.partnerId() == PARTNER && ks.startsWith("djJ8"));
        check(!ks.equals(signer.generate(user().userId("user@example.com"))));
        Session session = user().userId("Ann Müller").type(KalturaKs.ADMIN).expiry(60)
            .privilege("sview", "0_abc").privilege("edit", null).privilege("list", "*").version(1)
            .masterPartnerId(99).additionalData("data").nonce("nonce");
        String full = signer.generate(session);
        check(full.equals(KalturaKs.generate(PARTNER, SECRET, session)));
        Decoded decoded = keyring.decode(full);
        check(decoded.version == 1 && decoded.partnerId == PARTNER && decoded.partnerText.equals("1234567"));
        check(decoded.type == KalturaKs.ADMIN && decoded.userId.equals("Ann Müller") && decoded.isAdmin);
        check(decoded.expiresAt == NOW + 60 && decoded.masterPartnerId == 99 && decoded.isCanonical);
        check(decoded.additionalData.equals("data") && decoded.rawFields.rand.text().equals("nonce"));
        check(decoded.privilegesText.equals("sview:0_abc,edit,list:*") && decoded.privileges.size() == 3);
        check(decoded.privileges.get(0).values.equals(Arrays.asList("0_abc")));
        check(decoded.privileges.get(1).values.isEmpty() && decoded.warnings.isEmpty());
        check(decoded.serverPrivileges().size() == 3 && decoded.secretIndex == 0);
        Decoded viewer = keyring.decode(ks);
        check(viewer.grants("sview", "0_abc") && !viewer.grants("sview", "0_zzz"));
        check(!viewer.grants("edit", null) && !decoded.isWidget && !decoded.isAnonymous);
        check(decoded.groupHash == null && decoded.sessionHash.length() == 40 && decoded.signedText.length > 40);
        check(!decoded.lint(NOW + 3600).isEmpty() && !decoded.lint().isEmpty());
        check(code(() -> decoded.grants("\ud800", null)).equals("invalid_argument"));
        String user = "u".repeat(3000);
        check(keyring.decode(signer.generate(user().userId(user))).userId.equals(user));
    }

    private String verify(VerifyOptions options) {
        return code(() -> keyring.verify(ks, options));
    }

    private String verifyFrom(String restricted, String address) {
        return code(() -> keyring.verify(restricted, options().remoteAddr(address)));
    }

    private void verify() {
        Verified verified = keyring.verify(ks, options().require("sview", "0_def"));
        check(verified.version == 2 && verified.partnerId == PARTNER && verified.type == KalturaKs.USER);
        check(verified.userId.equals("user@example.com") && !verified.isAdmin && !verified.isAnonymous);
        check(verified.privileges.get(0).values.equals(Arrays.asList("0_abc", "0_def")));
        check(verified.privilegesText.equals("sview:0_abc/0_def,sessionid:x") && verified.secretIndex == 0);
        check(verified.sessionHash.length() == 40 && verified.groupHash.length() == 40);
        check(verified.masterPartnerId == null && verified.additionalData == null);
        check(verified.expiresAt == NOW + 86400);
        check(verify(options()).equals("no error") && verify(options().now(NOW + 86400)).equals("expired"));
        check(verify(new VerifyOptions(7).now(NOW)).equals("wrong_partner"));
        check(verify(options().require("sview", "0_abc").require("edit")).equals("not_granted"));
        check(verify(options().require("sview", "")).equals("invalid_option"));
        try {
            options().require("sview", null);
            check(false);
        } catch (NullPointerException expected) {
            // A value that is null by mistake does not check the name alone.
        }
        String[] seen = new String[2];
        check(verify(options().revoked((session, group) -> {
            seen[0] = session;
            seen[1] = group;
            return true;
        })).equals("revoked"));
        check(seen[0].equals(verified.sessionHash) && seen[1].equals(verified.groupHash));
        check(verify(options().revoked((session, group) -> false)).equals("no error"));
        String anonymous = signer.generate(new Session().anonymous(true).now(NOW));
        check(keyring.verify(anonymous, options()).userId == null);
        check(keyring.verify(anonymous, options()).isAnonymous);
        String restricted = signer.generate(user().privilege("iprestrict", "10.0.0.1"));
        check(verifyFrom(restricted, "10.0.0.1").equals("no error"));
        check(verifyFrom(restricted, "10.0.0.2").equals("restricted_ip"));
        check(verifyFrom(restricted, null).equals("missing_remote_addr"));
        check(verifyFrom(restricted, "nowhere").equals("invalid_remote_addr"));
        check(code(() -> new Keyring(OLD).verify(ks, options())).equals("bad_signature"));
    }

    private void explain() {
        Explanation explanation = keyring.explain(ks,
            new Request().can("sview", "0_abc").can("edit").now(NOW));
        check(explanation.isAccepted && explanation.status.equals("OK") && explanation.statusNumber == 1);
        check(explanation.apiError == null && explanation.grants.get(0).granted);
        check(!explanation.grants.get(1).granted && !explanation.grants.get(1).rule.isEmpty());
        check(explanation.answer == null && !explanation.grants.get(0).reason.isEmpty());
        check(!explanation.reason.isEmpty() && explanation.decoded.userId.equals("user@example.com"));
        explanation = keyring.explain("nonsense", new Request());
        check(!explanation.isAccepted && explanation.apiError.equals("INVALID_KS"));
        check(explanation.decoded == null);
        Answer answer = keyring.explain(
            "{\"code\":\"MISSING_KS\",\"message\":\"M\",\"objectType\":\"KalturaAPIException\"}", new Request()).answer;
        check(answer.code.equals("MISSING_KS") && answer.message.equals("M") && answer.status == null);
        check(!answer.meaning.isEmpty() && !answer.check.isEmpty());
    }

    private void rotateAndRenew() {
        Keyring both = new Keyring(OLD, SECRET);
        Signer current = both.signer(PARTNER);
        both.close();
        String renewed = current.renew(ks, new Renewal().expiresAt(NOW + 5).now(NOW));
        check(new Keyring(SECRET, OLD).decode(renewed).secretIndex == 1);
        check(new Keyring(OLD).decode(renewed).expiresAt == NOW + 5);
        check(code(() -> signer.renew(renewed, new Renewal())).equals("bad_signature"));
        Renewal twice = new Renewal().expiry(60).expiresAt(NOW + 60).now(NOW);
        check(code(() -> signer.renew(ks, twice)).equals("invalid_expiry"));
    }

    private void withoutASecret() throws IOException {
        Unverified unverified = KalturaKs.inspect(ks);
        check(unverified.version == 2 && unverified.partnerId == PARTNER && unverified.claims == null);
        check(unverified.encryptedBytes > 0 && !unverified.isTruncated);
        check(KalturaKs.inspect(signer.generate(user().version(1))).claims.userId.equals("ann"));
        String escaped = URLEncoder.encode(ks, "UTF-8");
        FoundKs found = KalturaKs.find("é https://example.com/?ks=" + escaped + "&x=1");
        check(found.ks.equals(ks) && found.offset == 27 && found.length == escaped.length());
        check(KalturaKs.find("nothing") == null && KalturaKs.find("") == null);
        check(KalturaKs.lint(user().privileges("svew:0_abc")).stream()
            .anyMatch(advice -> advice.code.equals("unknown_privilege")));
        check(KalturaKs.appTokenHash(ks, "00112233445566778899aabbccddeeff", null).length() == 40);
        check(KalturaKs.appTokenHash(ks, "token", "SHA512").length() == 128);
        check(code(() -> KalturaKs.appTokenHash(ks, "token", "CRC")).equals("invalid_hash_type"));
    }

    /** Text with a NUL or a lone surrogate is rejected, not changed. */
    private void errors() {
        check(code(() -> signer.generate(user().userId("user\0x"))).equals("invalid_user_id"));
        check(code(() -> signer.generate(user().userId("user\ud800"))).equals("invalid_user_id"));
        check(code(() -> signer.generate(user().userId(null))).equals("invalid_user_id"));
        check(code(() -> signer.generate(user().userId(""))).equals("invalid_user_id"));
        check(code(() -> signer.generate(user().type(7))).equals("invalid_type"));
        check(code(() -> signer.generate(user().privilege("sview", "0_abc,edit:*"))).equals("invalid_privilege"));
        check(code(() -> new Signer(1L << 40, SECRET)).equals("invalid_partner_id"));
        check(code(() -> new Signer(1, "")).equals("invalid_secret"));
        check(code(Keyring::new).equals("invalid_secret"));
        check(code(() -> KalturaKs.inspect("")).equals("empty_ks"));
        check(code(() -> KalturaKs.inspect(null)).equals("null_argument"));
        Signer closed = new Signer(PARTNER, SECRET);
        closed.close();
        closed.close();
        check(code(() -> closed.generate(user())).equals("null_argument"));
    }

    /** Handles are freed with their Java objects. Large KSs make a leak larger than the noise. */
    private void memory() throws IOException, InterruptedException {
        String ks = signer.generate(user().userId("u".repeat(20000)));
        long limit = 0;
        for (int i = 0; i < 8000; i++) {
            keyring.decode(ks);
            if (i % 200 == 0) {
                System.gc();
            }
            if (i == 4000) {
                limit = resident() + 20000; // pages; a leak of the rest would be over 40000
            }
        }
        // Java frees handles in a separate thread.
        for (int i = 0; i < 100 && resident() > limit; i++) {
            System.gc();
            Thread.sleep(100);
        }
        check(resident() <= limit);
    }

    private static long resident() throws IOException {
        return Long.parseLong(Files.readString(Path.of("/proc/self/statm")).split(" ")[1]);
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        KalturaKsTest test = new KalturaKsTest();
        test.generateAndDecode();
        test.verify();
        test.explain();
        test.rotateAndRenew();
        test.withoutASecret();
        test.errors();
        test.memory();
        System.out.println("ok");
    }
}
