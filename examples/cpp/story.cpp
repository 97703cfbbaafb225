// The story of every example: make a KS for a viewer, look at it without the
// secret, open it, and accept it in a service.
//
//     c++ -std=c++17 story.cpp $(pkg-config --cflags --libs kaltura-ks) -o story
//
// A library that is not in the system's own place, but below DIR, needs
// PKG_CONFIG_PATH=DIR/lib/pkgconfig here, and -Wl,-rpath,DIR/lib at the end or
// LD_LIBRARY_PATH=DIR/lib when the program runs.
#include <cstdlib>
#include <iostream>

#include <ks.hpp>

int main()
try {
	// An invented secret; a real one comes from the environment or a vault.
	const char *given = std::getenv("KALTURA_ADMIN_SECRET");
	std::string secret = given ? given : "0123456789abcdef0123456789abcdef";

	// A USER session that plays one entry for four hours.
	kks::signer signer(1234567, secret);
	kks::session session;
	session.user_id = "ann@example.com";
	session.expiry = 4 * 3600;
	session.privilege_list = {{"sview", "0_abcdefgh"}, {"privacycontext", "portal"}};
	std::string ks = signer.generate(session);
	std::cout << "KS        " << ks << "\n";

	// Without the secret only the partner shows, and nothing is verified.
	kks::unverified seen = kks::inspect(ks);
	std::cout << "inspect   v" << seen.version() << " of partner " << seen.partner_text() << "\n";

	// With it, every field as the server sees it.
	kks::keyring keyring(secret);
	kks::decoded decoded = keyring.decode(ks);
	std::cout << "decode    " << *decoded.user_id() << " until " << *decoded.expires_at() << "\n";

	// A service accepts it only for what it is meant for.
	kks::expected expected{1234567};
	expected.required = {{"sview", "0_abcdefgh"}};
	std::cout << "verify    session " << keyring.verify(ks, expected).session_hash() << "\n";
	expected.required = {{"sview", "0_zzzzzzzz"}};
	if (auto refused = keyring.try_verify(ks, expected); !refused)
		std::cout << "refused   " << refused.error().code() << ": " << refused.error().what() << "\n";

	// The same content with an hour more.
	session.expiry = 5 * 3600;
	std::cout << "renewed   " << signer.renew(ks, session) << "\n";
} catch (const kks::error &error) {
	std::cerr << error.code() << ": " << error.what() << "\n";
	return 1;
}
