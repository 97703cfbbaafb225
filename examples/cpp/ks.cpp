// Makes a KS, looks at it without a secret, and accepts it.
//
//     c++ -std=c++17 ks.cpp $(pkg-config --cflags --libs kaltura-ks) -o ks
#include <iostream>

#include <ks.hpp>

int main()
try {
	// An invented one. Yours is in KMC, Settings, Integration settings.
	const char *secret = "0123456789abcdef0123456789abcdef";

	// Make: keep the signer, and a KS costs about a microsecond.
	kks::signer signer(1234567, secret);
	kks::session session;
	session.user_id = "user@example.com";
	session.expiry = 3600;
	session.privilege_list = {{"sview", "0_abc123"}, {"privacycontext", "portal"}};
	std::string ks = signer.generate(session);
	std::cout << "made: " << ks.substr(0, 12) << "...\n";

	// Inspect: what anybody sees. Nothing of it is verified.
	std::cout << "inspected: partner " << kks::inspect(ks).partner_text() << "\n";

	// Verify: accept it in a service of your own.
	kks::keyring keyring(secret);
	kks::expected expected{1234567};
	expected.required = {{"sview", "0_abc123"}};
	std::cout << "verified: user " << *keyring.verify(ks, expected).user_id() << "\n";

	// A refusal has a stable code and says what to do. Without try_ it is thrown.
	expected.required = {{"sview", "0_another"}};
	auto refused = keyring.try_verify(ks, expected);
	std::cout << "refused: " << refused.error().code() << "\n";
} catch (const kks::error &error) {
	std::cerr << error.code() << ": " << error.what() << "\n";
	return 1;
}
