using System.Text;
using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Applying;
using ObjectStore.Operator.Certificates;
using ObjectStore.Operator.Conditions;
using ObjectStore.Operator.Curators;
using ObjectStore.Replication;

namespace ObjectStore.Operator.Stores;

/// <summary>Targets of a store's replication, with what their Secrets hold.</summary>
/// <param name="Settings">What the curator is told.</param>
/// <param name="Files">Content of its files by their names. Those of a Secret that is not there are missing: what goes there fails, is tried again, and nothing else waits for it.</param>
/// <param name="Condition">What is to be said of them; null where there are none.</param>
internal sealed record StoreTargets(CuratorReplication Settings, IReadOnlyDictionary<string, byte[]> Files, ConditionDraft? Condition)
{
    /// <summary>Keys of the Secrets, as those of accesses have them.</summary>
    public const string AccessKey = "AWS_ACCESS_KEY_ID";
    public const string SecretKey = "AWS_SECRET_ACCESS_KEY";

    /// <summary>Most targets that a store may have; the schema has the same bound.</summary>
    private const int CountMax = 32;

    /// <summary>No target.</summary>
    public static StoreTargets None { get; } = new(CuratorReplication.None, new Dictionary<string, byte[]>(), null);

    /// <summary>What is wrong with targets, as far as the spec says; null when nothing is.</summary>
    public static SpecProblem? Judge(IReadOnlyList<StoreReplicationTarget> targets)
    {
        // Names of settings know no case.
        if (targets.Select(static each => each.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count() != targets.Count) return Invalid("Two replicationTargets have one name.");
        if (targets.Count > CountMax) return Invalid($"There are more than {CountMax} replicationTargets.");
        if (targets.FirstOrDefault(static each => !ReplicaDestination.IsTarget(each.Name)) is { } unnamed) return Invalid($"'{unnamed.Name}' cannot be the name of a target of replication.");
        return targets.Select(static target => (target.Name, Problem: EndpointOf(target, null).In("/").Problem())).FirstOrDefault(static each => each.Problem is not null) is { Problem: { } problem } wrong
            ? Invalid($"The target {wrong.Name} of replication is not right: {problem}.")
            : null;
    }

    /// <summary>Reads the Secrets.</summary>
    /// <param name="store">The store.</param>
    /// <param name="source">Its gateways.</param>
    /// <param name="sourceFiles">Files of the gateways: who reads there, and whom to trust.</param>
    /// <param name="secrets">Where Secrets are.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<StoreTargets> GatherAsync(
        V1Alpha1ObjectStore store, CuratorEndpoint source, IReadOnlyDictionary<string, byte[]> sourceFiles, SecretStore secrets, CancellationToken cancellationToken)
    {
        if (store.Spec!.ReplicationTargets is not { Count: > 0 } targets) return None;
        var (all, files, problems) = (new List<CuratorEndpoint>(), new Dictionary<string, byte[]>(sourceFiles, StringComparer.Ordinal), new List<SpecProblem>());
        foreach (var target in targets)
        {
            var secret = await secrets.FindAsync(new EntityKey(store.Metadata.Namespace, target.SecretName), cancellationToken);
            var endpoint = EndpointOf(target, secret);
            all.Add(endpoint);
            if (ProblemOf(target, secret) is { } problem) problems.Add(problem);
            else AddFiles(files, endpoint, secret!.Data![AccessKey], secret.Data[SecretKey], secret.Data.GetValueOrDefault(ClusterAuthority.CertificateKey));
        }

        return new StoreTargets(new CuratorReplication(source, new SettingList<CuratorEndpoint>(all)), files, Say(problems));
    }

    /// <summary>Files of an endpoint: an access key with its secret, and whom to trust where that is not the system's to say.</summary>
    public static Dictionary<string, byte[]> FilesOf(CuratorEndpoint endpoint, byte[] accessKey, byte[] secretKey, byte[]? authority)
    {
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        AddFiles(files, endpoint, accessKey, secretKey, authority);
        return files;
    }

    private static void AddFiles(Dictionary<string, byte[]> files, CuratorEndpoint endpoint, byte[] accessKey, byte[] secretKey, byte[]? authority)
    {
        files.Add(endpoint.CredentialsFile, Encoding.UTF8.GetBytes($"aws_access_key_id = {Encoding.UTF8.GetString(accessKey)}\naws_secret_access_key = {Encoding.UTF8.GetString(secretKey)}\n"));
        if (endpoint.HasAuthority) files.Add(endpoint.AuthorityFile, authority!);
    }

    private static CuratorEndpoint EndpointOf(StoreReplicationTarget target, V1Secret? secret) =>
        new(target.Name, target.Endpoint, target.Region, target.KeepsVersions, secret?.Data?.GetValueOrDefault(ClusterAuthority.CertificateKey) is { Length: > 0 });

    private static SpecProblem? ProblemOf(StoreReplicationTarget target, V1Secret? secret)
    {
        if (secret is null) return new SpecProblem("SecretMissing", $"There is no Secret {target.SecretName}, which the target {target.Name} needs.");
        foreach (var key in new[] { AccessKey, SecretKey })
        {
            if (secret.Data?.GetValueOrDefault(key) is not { Length: > 0 } value) return new SpecProblem("SecretInvalid", $"The Secret {target.SecretName} has no key {key}.");

            // It becomes a line of a file.
            if (value.AsSpan().ContainsAnyInRange((byte)0, (byte)0x20)) return new SpecProblem("SecretInvalid", $"The key {key} of the Secret {target.SecretName} has spaces or line ends.");
        }

        return null;
    }

    private static ConditionDraft Say(List<SpecProblem> problems) => problems.Count > 0
        ? new ConditionDraft(ConditionTypes.ReplicationConfigured, false, problems[0].Reason, string.Join(' ', problems.Select(static problem => problem.Message)))
        : new ConditionDraft(ConditionTypes.ReplicationConfigured, true, "Configured", "The curator knows all targets and what their Secrets hold.");

    private static SpecProblem Invalid(string message) => new("InvalidReplication", message);
}
