using Microsoft.Extensions.Options;
using ObjectStore.Kubernetes.Entities;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Conditions;
using ObjectStore.Operator.Foreign;
using ObjectStore.Operator.Hosting;
using ObjectStore.Operator.Planning;

namespace ObjectStore.Operator.Stores;

/// <summary>What a store asks of other operators: a database, a certificate, a route. Thread-safe.</summary>
internal sealed class StoreForeigners(ForeignObjects objects, IOptions<OperatorOptions> options)
{
    /// <summary>Applies what is asked for, deletes what is not any more, and gives what is to be said of it.</summary>
    public async Task<IReadOnlyList<ConditionDraft>> ApplyAsync(V1Alpha1ObjectStore store, string zoneTopologyKey, CancellationToken cancellationToken)
    {
        var drafts = new List<ConditionDraft>();

        // A database is never deleted here: its owner is the store where the spec says so, and nobody otherwise.
        if (new DatabasePlan(store, zoneTopologyKey).Cluster() is { } database) drafts.Add(ForeignConditions.OfDatabase(await objects.EnsureAsync(database, cancellationToken)));
        if (new CertificatePlan(store, StoreSecrets.HostsOf(store, options.Value.ClusterDomain)).Certificate() is { } certificate)
            drafts.Add(ForeignConditions.OfCertificate(await objects.EnsureAsync(certificate, cancellationToken)));
        else await objects.RemoveAsync<V1Certificate>(new EntityKey(store.Metadata.Namespace, PlanNames.EndpointCertificate(store.Metadata.Name!)), store.Metadata.Name!, cancellationToken);
        if (new ExposurePlan(store).Route() is { } route) drafts.Add(ForeignConditions.OfRoute(await objects.EnsureAsync(route, cancellationToken)));
        else await objects.RemoveAsync<V1HTTPRoute>(new EntityKey(store.Metadata.Namespace, PlanNames.Gateway(store.Metadata.Name!)), store.Metadata.Name!, cancellationToken);
        return drafts;
    }

    /// <summary>Why a store waits, in the words of whom it waits for, where those say why.</summary>
    public static SpecProblem Explain(SpecProblem problem, IReadOnlyList<ConditionDraft> drafts)
    {
        var type = problem.Reason switch
        {
            StoreSecrets.CertificateNotReady => ConditionTypes.CertificateReady,
            StoreSecrets.DatabaseNotReady => ConditionTypes.DatabaseReady,
            _ => null,
        };
        var cause = drafts.Where(draft => draft.Type == type && draft.Holds == false).ToArray();
        return cause.Length == 0 ? problem : new SpecProblem(cause[0].Reason, cause[0].Message);
    }
}
