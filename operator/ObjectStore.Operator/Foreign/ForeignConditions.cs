using System.Globalization;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Operator.Conditions;

namespace ObjectStore.Operator.Foreign;

/// <summary>What is said of objects of other operators, from what these say themselves. Pure.</summary>
internal static class ForeignConditions
{
    private const string Pending = "Pending";
    private const string Accepted = "Accepted";

    private static readonly string[] RouteAspects = [Accepted, "ResolvedRefs"];

    /// <summary>Whether a certificate is issued and up to date.</summary>
    public static ConditionDraft OfCertificate(ForeignObject<V1Certificate> certificate)
    {
        if (certificate.Problem is { } problem) return Refused(ConditionTypes.CertificateReady, "CertManager", problem);
        var ready = Find(certificate.Entity!.Status?.Conditions, "Ready", certificate.Entity.Metadata.Generation);
        return ready is null
            ? new ConditionDraft(ConditionTypes.CertificateReady, null, Pending, "cert-manager has not looked at the Certificate yet.")
            : Told(ConditionTypes.CertificateReady, ready, "CertificateNotReady");
    }

    /// <summary>Whether all gateways that a route names have taken it up.</summary>
    public static ConditionDraft OfRoute(ForeignObject<V1HTTPRoute> route)
    {
        if (route.Problem is { } problem) return Refused(ConditionTypes.RouteAccepted, "GatewayApi", problem);
        var (asked, generation) = (route.Entity!.Spec?.ParentRefs ?? [], route.Entity.Metadata.Generation);
        var parents = route.Entity.Status?.Parents ?? [];
        var judged = parents.SelectMany(parent => RouteAspects.Select(aspect => (Parent: parent.ParentRef?.Name, Condition: Find(parent.Conditions, aspect, generation)))).Where(static each => each.Condition is not null).ToArray();
        if (judged.FirstOrDefault(static each => each.Condition!.Status != "True") is { Condition: { } refusal } refused)
            return new ConditionDraft(ConditionTypes.RouteAccepted, false, "RouteNotAccepted", $"{refused.Parent}: {refusal.Reason}: {refusal.Message}");
        var silent = asked.Select(static parent => parent.Name).Where(name => !judged.Any(each => each.Parent == name && each.Condition!.Type == Accepted)).ToArray();
        return silent.Length > 0
            ? new ConditionDraft(ConditionTypes.RouteAccepted, null, Pending, $"Of these gateways nobody has judged the route yet: {string.Join(", ", silent)}.")
            : new ConditionDraft(ConditionTypes.RouteAccepted, true, Accepted, "All gateways have taken the route up.");
    }

    /// <summary>Whether all servers of a database serve. With fewer it may still serve, and has less to lose.</summary>
    public static ConditionDraft OfDatabase(ForeignObject<V1PostgresCluster> database)
    {
        if (database.Problem is { } problem) return Refused(ConditionTypes.DatabaseReady, "CloudNativePG", problem);
        var (wanted, status) = (database.Entity!.Spec?.Instances ?? 0, database.Entity.Status);
        if (status?.Phase is null) return new ConditionDraft(ConditionTypes.DatabaseReady, null, Pending, "CloudNativePG has not looked at the Cluster yet.");
        var ready = status.ReadyInstances ?? 0;
        var text = string.Create(CultureInfo.InvariantCulture, $"{ready} of {wanted} servers are ready. {status.Phase}{(status.PhaseReason is { Length: > 0 } reason ? $": {reason}" : "")}");
        return ready >= wanted && Find(status.Conditions, "Ready", null)?.Status == "True"
            ? new ConditionDraft(ConditionTypes.DatabaseReady, true, "Ready", text)
            : new ConditionDraft(ConditionTypes.DatabaseReady, false, "DatabaseNotReady", text);
    }

    /// <summary>A kind that is missing is named by whose it is.</summary>
    private static ConditionDraft Refused(string type, string whose, SpecProblem problem) => new(type, false, whose + problem.Reason, problem.Message);

    /// <summary>A condition of another, with its reason in our words and its own in the message.</summary>
    private static ConditionDraft Told(string type, V1Condition condition, string reasonAgainst) => condition.Status == "True"
        ? new ConditionDraft(type, true, condition.Reason is { Length: > 0 } reason ? reason : "Ready", condition.Message ?? "")
        : new ConditionDraft(type, false, reasonAgainst, $"{condition.Reason}: {condition.Message}");

    /// <summary>A condition of the spec as it is now; null when there is none, or it speaks of one before.</summary>
    private static V1Condition? Find(IReadOnlyList<V1Condition>? conditions, string type, long? generation) =>
        conditions?.FirstOrDefault(each => each.Type == type && (each.ObservedGeneration is null || generation is null || each.ObservedGeneration >= generation));
}
