using ObjectStore.Kubernetes.Models;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Planning;

namespace ObjectStore.Operator.Stores;

/// <summary>
/// Which missing Secrets of a store may be made: those on which nothing depends yet. What a store at work has lost comes back from a backup; another one in its place would make data unreadable. Pure.
/// </summary>
/// <param name="Keys">Identity and master key.</param>
/// <param name="Encryption">Keys of server-side encryption, which a store from before there were any gets later.</param>
/// <param name="Database">Password of the bundled database, to which a store may change from another index.</param>
internal readonly record struct MissingSecrets(bool Keys, bool Encryption, bool Database)
{
    /// <summary>Judges by what the store has been.</summary>
    /// <param name="store">The store, with its status.</param>
    /// <param name="gateways">Its gateways, which are made when all Secrets are there; null when there are none, which says nothing of a store that was accepted before.</param>
    /// <param name="names">Its Secrets.</param>
    public static MissingSecrets Of(V1Alpha1ObjectStore store, V1Deployment? gateways, StoreSecretNames names)
    {
        if (gateways is null) return store.Status?.AdminSecretName is null ? new MissingSecrets(true, true, true) : default;
        return new MissingSecrets(false, SecretOf(gateways, GatewayPlan.EncryptionVolume) is null, SecretOf(gateways, GatewayPlan.IndexVolume) != names.Connection);
    }

    private static string? SecretOf(V1Deployment gateways, string volume) =>
        gateways.Spec?.Template.Spec?.Volumes?.FirstOrDefault(each => each.Name == volume)?.Secret?.SecretName;
}
