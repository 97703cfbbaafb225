/*
 * What the contract forbids: a handle that is freed twice, or used after that.
 * It is told where the memory still can be read, which is how a program that
 * does it by mistake mostly finds it. Run plain: the mistake is real.
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
