// Generates a KS for a viewer, inspects it without the secret, decodes it,
// verifies it in a service and renews it.
//
//     c++ -std=c++17 quickstart.cpp $(pkg-config --cflags --libs kaltura-ks) -o quickstart
//
// If the library is installed below DIR instead of a system directory, set
// PKG_CONFIG_PATH=DIR/lib/pkgconfig, and either append -Wl,-rpath,DIR/lib to this
// command or run the program with LD_LIBRARY_PATH=DIR/lib.
#include <cstdlib>
#include <iostream>

#include <ks.hpp>

int main()
try {
	// A made-up secret. Read yours from the environment or a secret store.
	const char *from_environment = std::getenv("KALTURA_ADMIN_SECRET");
	std::string secret =
		from_environment ? from_environment : "0123456789abcdef0123456789abcdef";

	// A USER session that can play one entry for four hours.
	kks::signer signer(1234567, secret);
	kks::session session;
	session.user_id = "ann@example.com";
	session.expiry = 4 * 3600;
	session.privilege_list = {{"sview", "0_abcdefgh"}, {"privacycontext", "portal"}};
	std::string ks = signer.generate(session);
	std::cout << "KS        " << ks << "\n";

	// Without the secret, only the partner id is readable, and nothing is verified.
	kks::unverified unverified = kks::inspect(ks);
	std::cout << "inspect   v" << unverified.version() << " of partner "
		  << unverified.partner_text() << "\n";

	// With the secret, every field is readable, as the server sees it.
	kks::keyring keyring(secret);
	kks::decoded decoded = keyring.decode(ks);
	std::cout << "decode    " << *decoded.user_id() << " until " << *decoded.expires_at() << "\n";

	// A service verifies the KS, including the privileges that it needs.
	kks::verify_options options{1234567};
	options.required = {{"sview", "0_abcdefgh"}};
	std::cout << "verify    session " << keyring.verify(ks, options).session_hash() << "\n";
	options.required = {{"sview", "0_zzzzzzzz"}};
	if (auto verified = keyring.try_verify(ks, options); !verified)
		std::cout << "rejected  " << verified.error().code() << ": "
			  << verified.error().what() << "\n";

	// A new KS with the same content, valid for five hours.
	std::cout << "renewed   " << signer.renew(ks, {5 * 3600}) << "\n";
} catch (const kks::error &error) {
	std::cerr << error.code() << ": " << error.what() << "\n";
	return 1;
}
