using ObjectStore.Events;
using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Applying;
using ObjectStore.Operator.Conditions;
using ObjectStore.Operator.Curators;

namespace ObjectStore.Operator.Stores;

/// <summary>Destinations of a store's events, with what their Secrets hold.</summary>
/// <param name="Settings">What the curator is told.</param>
/// <param name="Files">Content of its files by their names. Those of a Secret that is not there are missing: what goes there fails, is tried again, and nothing else waits for it.</param>
/// <param name="Condition">What is to be said of them; null where there are none.</param>
internal sealed record StoreDestinations(CuratorDestinations Settings, IReadOnlyDictionary<string, byte[]> Files, ConditionDraft? Condition)
{
    /// <summary>Whether destinations can be followed, as far as the spec says; null when they can.</summary>
    public static SpecProblem? Judge(StoreEvents events)
    {
        var all = events.Destinations ?? [];

        // Names of settings know no case.
        if (all.Select(static each => each.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count() != all.Count) return new SpecProblem("InvalidEvents", "Two destinations of events have one name.");
        return all.Select(JudgeOne).FirstOrDefault(static problem => problem is not null);
    }

    /// <summary>Reads the Secrets.</summary>
    public static async Task<StoreDestinations> GatherAsync(V1Alpha1ObjectStore store, SecretStore secrets, CancellationToken cancellationToken)
    {
        var (all, files, problems) = (new List<CuratorDestination>(), new Dictionary<string, byte[]>(StringComparer.Ordinal), new List<SpecProblem>());
        foreach (var destination in store.Spec!.Events.Destinations ?? [])
        {
            var secret = destination.SecretName is { } name ? await secrets.FindAsync(new EntityKey(store.Metadata.Namespace, name), cancellationToken) : null;
            var told = Told(destination, secret);
            all.Add(told);
            foreach (var key in told.Keys)
            {
                if (secret?.Data?.GetValueOrDefault(key) is { Length: > 0 } content) files.Add(told.FileOf(key), content);
            }

            if (ProblemOf(destination, told, secret) is { } problem) problems.Add(problem);
        }

        return new StoreDestinations(new CuratorDestinations(all), files, Say(all.Count, problems));
    }

    private static SpecProblem? JudgeOne(StoreDestination destination)
    {
        if (!DestinationArn.IsName(destination.Name)) return new SpecProblem("InvalidEvents", $"The destination {destination.Name} of events has a name that cannot be one.");
        if (IsBroker(destination) && destination.SecretName is null) return new SpecProblem("InvalidEvents", $"The destination {destination.Name} of events needs a secretName.");
        return Told(destination, secret: null).In("/").Problem() is { } problem ? new SpecProblem("InvalidEvents", $"The destination {destination.Name} of events is not right: {problem}.") : null;
    }

    /// <summary>What of a Secret is used. Of a webhook's that is not there, the token: better refused than sent without.</summary>
    private static CuratorDestination Told(StoreDestination destination, V1Secret? secret)
    {
        IEnumerable<string> keys = IsBroker(destination) ? [CuratorDestination.User, CuratorDestination.Password, CuratorDestination.Authority] : [CuratorDestination.Token, CuratorDestination.HmacKey];
        keys = keys.Where(key => key is CuratorDestination.User or CuratorDestination.Password || secret?.Data?.GetValueOrDefault(key) is { Length: > 0 } || (key == CuratorDestination.Token && destination.SecretName is not null && secret is null));
        return new CuratorDestination(destination.Name, destination.Url, destination.Exchange ?? "", destination.RoutingKey ?? "", [.. keys]);
    }

    private static SpecProblem? ProblemOf(StoreDestination destination, CuratorDestination told, V1Secret? secret)
    {
        if (destination.SecretName is null) return null;
        if (secret is null) return new SpecProblem("SecretMissing", $"There is no Secret {destination.SecretName}, which the destination {destination.Name} needs.");
        if (told.Keys.Count == 0) return new SpecProblem("SecretInvalid", $"The Secret {destination.SecretName} has neither {CuratorDestination.Token} nor {CuratorDestination.HmacKey}.");
        return told.Keys.FirstOrDefault(key => secret.Data?.GetValueOrDefault(key) is not { Length: > 0 }) is { } missing ? new SpecProblem("SecretInvalid", $"The Secret {destination.SecretName} has no key {missing}.") : null;
    }

    private static ConditionDraft? Say(int count, List<SpecProblem> problems) =>
        count == 0 ? null
        : problems.Count > 0 ? new ConditionDraft(ConditionTypes.EventsConfigured, false, problems[0].Reason, string.Join(' ', problems.Select(static problem => problem.Message)))
        : new ConditionDraft(ConditionTypes.EventsConfigured, true, "Configured", "The curator knows all destinations and what their Secrets hold.");

    private static bool IsBroker(StoreDestination destination) => destination.Url.StartsWith("amqp", StringComparison.OrdinalIgnoreCase);
}
