/*
 * Frees handles twice and uses them after that, which the contract forbids. The
 * library detects it as long as the memory is still readable, which helps a
 * program that does so by mistake. Memory checkers would report this program, so
 * the tests run it plain.
 */
#include "check.h"

int main(void)
{
	kks_signer *signer = a_signer();
	kks_session session = a_session();
	kks_keyring *keyring = NULL;
	char ks[512];

	WANT(KKS_OK, kks_signer_free(signer));
	WANT(KKS_INVALID_HANDLE, kks_signer_free(signer));
	WANT(KKS_INVALID_HANDLE, kks_signer_generate(signer, &session, ks, sizeof ks, NULL, NULL));
	WANT(KKS_OK, kks_keyring_new(SECRET, Z, &keyring, NULL));
	WANT(KKS_OK, kks_keyring_free(keyring));
	WANT(KKS_INVALID_HANDLE, kks_keyring_free(keyring));
	puts("ok");
	return 0;
}
