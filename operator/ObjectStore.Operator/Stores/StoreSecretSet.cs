using ObjectStore.Kubernetes.Models;

namespace ObjectStore.Operator.Stores;

/// <summary>A store's Secrets as they were found; those without a uid do not exist.</summary>
/// <param name="Identity">Identity of the cluster, and its authority.</param>
/// <param name="MasterKey">Encrypts secret access keys.</param>
/// <param name="Admin">The administrator's credentials.</param>
/// <param name="Connection">Connection string of the index.</param>
/// <param name="Endpoint">The certificate that clients see, where people gave one.</param>
internal sealed record StoreSecretSet(V1Secret Identity, V1Secret MasterKey, V1Secret Admin, V1Secret Connection, V1Secret? Endpoint);
