// Generates a KS for a viewer, inspects it without the secret, decodes it, verifies it in a service and
// renews it. Install the package first, see bindings/java/README.md.
//
//     java -cp kaltura-ks.jar:jna.jar Quickstart.java

import kaltura.ks.Decoded;
import kaltura.ks.KalturaKs;
import kaltura.ks.Keyring;
import kaltura.ks.KsException;
import kaltura.ks.Renewal;
import kaltura.ks.Session;
import kaltura.ks.Signer;
import kaltura.ks.Unverified;
import kaltura.ks.VerifyOptions;

public class Quickstart {
    public static void main(String[] arguments) {
        // A made-up secret. Read yours from the environment or a secret store.
        String secret = System.getenv().getOrDefault("KALTURA_ADMIN_SECRET", "0123456789abcdef0123456789abcdef");

        // A USER session that can play one entry for four hours.
        Signer signer = new Signer(1234567, secret);
        String ks = signer.generate(new Session()
            .userId("ann@example.com")
            .expiry(4 * 3600)
            .privilege("sview", "0_abcdefgh")
            .privilege("privacycontext", "portal"));
        System.out.println("KS        " + ks);

        // Without the secret, only the partner id is readable, and nothing is verified.
        Unverified unverified = KalturaKs.inspect(ks);
        System.out.println("inspect   v" + unverified.version + " of partner " + unverified.partnerText);

        // With the secret, every field is readable, as the server sees it.
        Keyring keyring = new Keyring(secret);
        Decoded decoded = keyring.decode(ks);
        System.out.println("decode    " + decoded.userId + " until " + decoded.expiresAt);

        // A service verifies the KS, including the privileges that it needs.
        String session = keyring.verify(ks, new VerifyOptions(1234567).require("sview", "0_abcdefgh")).sessionHash;
        System.out.println("verify    session " + session);
        try {
            keyring.verify(ks, new VerifyOptions(1234567).require("sview", "0_zzzzzzzz"));
        } catch (KsException exception) {
            System.out.println("rejected  " + exception.code + ": " + exception.getMessage());
        }

        // A new KS with the same content, valid for five hours.
        System.out.println("renewed   " + signer.renew(ks, new Renewal().expiry(5 * 3600)));
    }
}
