using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Applying;
using ObjectStore.Operator.Planning;

namespace ObjectStore.Operator.Stores;

/// <summary>Keeps the Secret with the connection to a database of CloudNativePG as its Secrets say: the password and the authority change. Thread-safe.</summary>
internal sealed class DatabaseSecrets(SecretStore secrets, Applier applier)
{
    /// <summary>The Secret. Where theirs are not whole the one from before; null when there was none.</summary>
    public async Task<V1Secret?> EnsureAsync(V1Alpha1ObjectStore store, CancellationToken cancellationToken)
    {
        var database = PlanNames.Database(store.Metadata.Name!);
        var application = await secrets.ReadAsync(KeyOf(store, $"{database}-app"), cancellationToken);
        var authority = await secrets.ReadAsync(KeyOf(store, $"{database}-ca"), cancellationToken);
        return DatabasePlan.ConnectionSecret(store, application, authority) is { } planned
            ? await applier.ApplyAsync(planned, cancellationToken)
            : await secrets.FindAsync(KeyOf(store, PlanNames.DatabaseConnection(store.Metadata.Name!)), cancellationToken);
    }

    private static EntityKey KeyOf(V1Alpha1ObjectStore store, string name) => new(store.Metadata.Namespace, name);
}
