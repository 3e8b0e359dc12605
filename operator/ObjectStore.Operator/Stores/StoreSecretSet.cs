using ObjectStore.Kubernetes.Models;

namespace ObjectStore.Operator.Stores;

/// <summary>A store's Secrets as they were found; those without a uid do not exist.</summary>
/// <param name="Identity">Identity of the cluster, and its authority.</param>
/// <param name="MasterKey">Encrypts secret access keys.</param>
/// <param name="Encryption">Keys of server-side encryption.</param>
/// <param name="Admin">The administrator's credentials.</param>
/// <param name="Connection">Connection string of the index.</param>
/// <param name="Endpoint">The certificate that clients see, where the operator does not sign it.</param>
/// <param name="KmsKeys">Keys of SSE-KMS, where people gave some.</param>
/// <param name="VaultToken">The token for the server that has them, where there is one.</param>
internal sealed record StoreSecretSet(
    V1Secret Identity, V1Secret MasterKey, V1Secret Encryption, V1Secret Admin, V1Secret Connection, V1Secret? Endpoint, V1Secret? KmsKeys, V1Secret? VaultToken)
{
    /// <summary>Those that gateways read once, at start.</summary>
    public IEnumerable<V1Secret> ReadAtStart => new[] { Admin, Encryption, KmsKeys }.OfType<V1Secret>();
}
