using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using ObjectStore.Encryption.Keys;
using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Applying;
using ObjectStore.Operator.Certificates;
using ObjectStore.Operator.Conditions;
using ObjectStore.Operator.Curators;
using ObjectStore.Operator.Hosting;
using ObjectStore.Operator.Planning;
using ObjectStore.Rpc.Security;

namespace ObjectStore.Operator.Stores;

/// <summary>A store's Secrets: those that people named are read, the others made once, while the store is new. Thread-safe.</summary>
internal sealed class StoreSecrets(SecretStore secrets, OwnedCaches caches, Applier applier, DatabaseSecrets databases, IOptions<OperatorOptions> options, TimeProvider time)
{
    public const string ClusterKey = "cluster-id";
    public const string AccessKeyKey = "accessKey";
    public const string SecretKeyKey = "secretKey";

    /// <summary>Reason of a store that waits for its first certificate.</summary>
    public const string CertificateNotReady = "CertificateNotReady";

    /// <summary>Reason of a store that waits for its database.</summary>
    public const string DatabaseNotReady = "DatabaseNotReady";

    private const int MasterKeyBytes = 32;

    /// <summary>Gateways do not start with a shorter one.</summary>
    private const int SecretKeyLengthMin = 8;

    /// <summary>Reads or makes all of them.</summary>
    /// <returns>What is wrong, or null; with material, it is wrong with what gateways alone need.</returns>
    public async Task<(StoreMaterial? Material, SpecProblem? Problem)> GatherAsync(V1Alpha1ObjectStore store, CancellationToken cancellationToken)
    {
        var all = await ReadAsync(store, NamesOf(store), cancellationToken);
        if (CheckOfCurator(store, all) is { } problem) return (null, problem);

        var (cluster, authority) = IdentityOf(all.Identity);
        await EnsureCertificateAsync(store, authority, cancellationToken);
        return (
            new StoreMaterial(cluster, authority, all.MasterKey.Data![PlanPaths.MasterKey], all.Connection.Data![PlanPaths.ConnectionKey], NamesOf(store), HashOf(all.ReadAtStart))
            {
                IndexAuthority = all.Connection.Data.GetValueOrDefault(ClusterAuthority.CertificateKey),
                Destinations = await StoreDestinations.GatherAsync(store, secrets, cancellationToken),
                Targets = await GatherTargetsAsync(store, all, cancellationToken),
            },
            CheckOfGateways(all) ?? CheckEndpoint(store, all.Endpoint));
    }

    /// <summary>A store's identity and authority, once the store has made them; for its pool.</summary>
    public async Task<(Guid Cluster, ClusterAuthority Authority)?> FindIdentityAsync(V1Alpha1ObjectStore store, CancellationToken cancellationToken)
    {
        var identity = await secrets.FindAsync(KeyOf(store, PlanNames.Identity(store.Metadata.Name!)), cancellationToken);
        return identity is not null && CheckIdentity(identity) is null ? IdentityOf(identity) : null;
    }

    /// <summary>Whom clients have to trust besides the authorities that they know: the store's own, or the one that cert-manager tells; null for none.</summary>
    public async Task<byte[]?> FindEndpointAuthorityAsync(V1Alpha1ObjectStore store, CancellationToken cancellationToken)
    {
        if (store.Spec!.Gateway.Tls is { SelfSigned: true }) return (await FindIdentityAsync(store, cancellationToken))?.Authority.Certificate;
        if (store.Spec.Gateway.Tls?.CertManager is null) return null;
        var secret = await secrets.FindAsync(KeyOf(store, PlanNames.EndpointCertificate(store.Metadata.Name!)), cancellationToken);
        return secret?.Data?.GetValueOrDefault(ClusterAuthority.CertificateKey) is { Length: > 0 } authority ? authority : null;
    }

    /// <summary>Names under which clients reach a store's gateways.</summary>
    public static IReadOnlyList<string> HostsOf(V1Alpha1ObjectStore store, string clusterDomain)
    {
        var (service, gateway) = (PlanNames.Gateway(store.Metadata.Name!), store.Spec!.Gateway);
        var @namespace = store.Metadata.Namespace;
        string[] names = [service, $"{service}.{@namespace}", $"{service}.{@namespace}.svc", $"{service}.{@namespace}.svc.{clusterDomain}"];
        return
        [
            .. names, .. (gateway.Hostnames ?? []).SelectMany(static host => new[] { host, $"*.{host}" }), .. (gateway.WebsiteDomains ?? []).Select(static domain => $"*.{domain}"),
            .. gateway.WebsiteHosts ?? [],
        ];
    }

    private static EntityKey KeyOf(V1Alpha1ObjectStore store, string name) => new(store.Metadata.Namespace, name);

    private static V1Secret Missing(string name) => new() { Metadata = new V1ObjectMeta { Name = name } };

    private static StoreSecretNames NamesOf(V1Alpha1ObjectStore store)
    {
        var (name, spec) = (store.Metadata.Name!, store.Spec!);
        return new StoreSecretNames(
            spec.AdminSecretName ?? PlanNames.Admin(name),
            spec.MasterKeySecretName ?? PlanNames.MasterKey(name),
            spec.Encryption.MasterKeysSecretName ?? PlanNames.EncryptionKeys(name),
            spec.Index.Postgres?.ConnectionSecretName ?? (spec.Index.CloudNativePG is null ? PlanNames.Postgres(name) : PlanNames.DatabaseConnection(name)));
    }

    private async Task<StoreSecretSet> ReadAsync(V1Alpha1ObjectStore store, StoreSecretNames names, CancellationToken cancellationToken)
    {
        var spec = store.Spec!;
        var missing = MissingSecrets.Of(store, caches.Owned<V1Deployment>().Get(KeyOf(store, PlanNames.Gateway(store.Metadata.Name!))), names);
        return new StoreSecretSet(
            await FindOrMakeAsync(store, PlanNames.Identity(store.Metadata.Name!), missing.Keys, () => MakeIdentity(store), cancellationToken),
            await FindOrMakeAsync(store, names.MasterKey, missing.Keys && spec.MasterKeySecretName is null, () => MakeMasterKey(store), cancellationToken),
            await FindOrMakeAsync(store, names.Encryption, missing.Encryption && spec.Encryption.MasterKeysSecretName is null, () => MakeEncryptionKeys(store), cancellationToken),
            await FindOrMakeAsync(store, names.Admin, spec.AdminSecretName is null, () => MakeAdmin(store), cancellationToken),
            spec.Index.CloudNativePG is null
                ? await FindOrMakeAsync(store, names.Connection, missing.Database && spec.Index.Postgres is null, () => MakePostgres(store), cancellationToken)
                : await databases.EnsureAsync(store, cancellationToken) ?? Missing(names.Connection),
            await FindGivenAsync(store, GatewayPlan.EndpointSecretOf(store), cancellationToken),
            await FindGivenAsync(store, spec.Encryption.KmsKeysSecretName, cancellationToken),
            await FindGivenAsync(store, spec.Encryption.Vault?.TokenSecretName, cancellationToken));
    }

    /// <summary>Objects are read through the store's own gateways, as the administrator. Credentials that gateways do not start with are told elsewhere.</summary>
    private async Task<StoreTargets> GatherTargetsAsync(V1Alpha1ObjectStore store, StoreSecretSet all, CancellationToken cancellationToken)
    {
        if (store.Spec!.ReplicationTargets is not { Count: > 0 } || CheckAdmin(all.Admin) is not null) return StoreTargets.None;
        var authority = await FindEndpointAuthorityAsync(store, cancellationToken) ?? all.Endpoint?.Data?.GetValueOrDefault(ClusterAuthority.CertificateKey);
        var address = StoreStatusPlan.InternalEndpoint(store, options.Value.ClusterDomain);
        var source = new CuratorEndpoint("", address, store.Spec.Region, KeepsVersions: true, HasAuthority: authority is { Length: > 0 });
        return await StoreTargets.GatherAsync(store, source, StoreTargets.FilesOf(source, all.Admin.Data![AccessKeyKey], all.Admin.Data[SecretKeyKey], authority), secrets, cancellationToken);
    }

    private static SpecProblem? CheckOfCurator(V1Alpha1ObjectStore store, StoreSecretSet all) =>
        CheckIdentity(all.Identity) ?? CheckMasterKey(all.MasterKey) ?? CheckConnection(store, all.Connection);

    private static SpecProblem? CheckConnection(V1Alpha1ObjectStore store, V1Secret connection)
    {
        if (Check(connection, PlanPaths.ConnectionKey) is not { } problem) return CheckConnectionString(connection);
        return store.Spec!.Index.CloudNativePG is null ? problem : new SpecProblem(DatabaseNotReady, "CloudNativePG has not made the Secrets of the database yet.");
    }

    private static SpecProblem? CheckConnectionString(V1Secret connection)
    {
        try
        {
            _ = new DbConnectionStringBuilder { ConnectionString = Encoding.UTF8.GetString(connection.Data![PlanPaths.ConnectionKey]) };
            return null;
        }
        catch (ArgumentException)
        {
            // Its message has the text, and with it perhaps a password.
            return new SpecProblem("SecretInvalid", $"The key {PlanPaths.ConnectionKey} of the Secret {connection.Metadata.Name} is not a connection string.");
        }
    }

    private static SpecProblem? CheckOfGateways(StoreSecretSet all) =>
        CheckAdmin(all.Admin) ?? CheckKeys(all.Encryption)
        ?? (all.KmsKeys is null ? null : CheckKeys(all.KmsKeys))
        ?? (all.VaultToken is null ? null : Check(all.VaultToken, PlanPaths.VaultToken));

    private static SpecProblem? CheckEndpoint(V1Alpha1ObjectStore store, V1Secret? endpoint)
    {
        if (endpoint is null || Check(endpoint, "tls.crt", "tls.key") is not { } problem) return null;
        return store.Spec!.Gateway.Tls!.CertManager is null ? problem : new SpecProblem(CertificateNotReady, $"cert-manager has not put a certificate into the Secret {endpoint.Metadata.Name} yet.");
    }

    private static SpecProblem? CheckIdentity(V1Secret secret)
    {
        if (Check(secret, ClusterKey, ClusterAuthority.CertificateKey, ClusterAuthority.KeyKey) is { } problem) return problem;
        return Guid.TryParseExact(Encoding.ASCII.GetString(secret.Data![ClusterKey]), "D", out _)
            ? null
            : new SpecProblem("SecretInvalid", $"The Secret {secret.Metadata.Name} does not hold the identity of a cluster.");
    }

    private static SpecProblem? CheckAdmin(V1Secret secret)
    {
        if (Check(secret, AccessKeyKey, SecretKeyKey) is { } problem) return problem;
        return secret.Data![SecretKeyKey].Length >= SecretKeyLengthMin ? null : new SpecProblem("SecretInvalid", $"The secretKey in the Secret {secret.Metadata.Name} has fewer than {SecretKeyLengthMin} characters.");
    }

    /// <summary>Gateways that get such keys do not start, so those that run keep the ones from before.</summary>
    private static SpecProblem? CheckKeys(V1Secret secret)
    {
        if (Check(secret, PlanPaths.KeyFile) is { } problem) return problem;
        return KeyFileRules.Check(secret.Data![PlanPaths.KeyFile]) is { } wrong ? new SpecProblem("EncryptionKeysInvalid", $"{PlanPaths.KeyFile} of the Secret {secret.Metadata.Name} is not right: {wrong}.") : null;
    }

    private static SpecProblem? CheckMasterKey(V1Secret secret)
    {
        if (Check(secret, PlanPaths.MasterKey) is { } problem) return problem;
        return secret.Data![PlanPaths.MasterKey].Length == MasterKeyBytes ? null : new SpecProblem("SecretInvalid", $"The key in the Secret {secret.Metadata.Name} has not {MasterKeyBytes} bytes.");
    }

    private static (Guid Cluster, ClusterAuthority Authority) IdentityOf(V1Secret secret) => (
        Guid.ParseExact(Encoding.ASCII.GetString(secret.Data![ClusterKey]), "D"), new ClusterAuthority(secret.Data[ClusterAuthority.CertificateKey], secret.Data[ClusterAuthority.KeyKey]));

    private static SpecProblem? Check(V1Secret secret, params ReadOnlySpan<string> keys)
    {
        if (secret.Data is null && secret.Metadata.Uid is null) return new SpecProblem("SecretMissing", $"There is no Secret {secret.Metadata.Name}.");
        foreach (var key in keys)
        {
            if (secret.Data?.GetValueOrDefault(key) is not { Length: > 0 }) return new SpecProblem("SecretInvalid", $"The Secret {secret.Metadata.Name} has no key {key}.");
        }

        return null;
    }

    private static string HashOf(IEnumerable<V1Secret> read)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (key, value) in read.SelectMany(static secret => secret.Data?.AsEnumerable() ?? []).OrderBy(static entry => entry.Key, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(key));
            hash.AppendData(value);
        }

        return PodParts.HashOf(hash.GetHashAndReset());
    }

    private async Task<V1Secret> FindOrMakeAsync(V1Alpha1ObjectStore store, string name, bool mayMake, Func<V1Secret> make, CancellationToken cancellationToken) => mayMake
        ? await secrets.GetOrCreateAsync(KeyOf(store, name), make, cancellationToken)
        : await secrets.FindAsync(KeyOf(store, name), cancellationToken) ?? Missing(name);

    private async Task<V1Secret?> FindGivenAsync(V1Alpha1ObjectStore store, string? given, CancellationToken cancellationToken) =>
        given is null ? null : await secrets.FindAsync(KeyOf(store, given), cancellationToken) ?? Missing(given);

    /// <summary>The gateways' certificate, for nodes and, where people gave no other, for clients.</summary>
    private async Task EnsureCertificateAsync(V1Alpha1ObjectStore store, ClusterAuthority authority, CancellationToken cancellationToken)
    {
        var name = PlanNames.GatewayCertificate(store.Metadata.Name!);
        var hosts = HostsOf(store, options.Value.ClusterDomain);
        var existing = await secrets.FindAsync(KeyOf(store, name), cancellationToken);
        if (existing is not null && authority.IsGood(existing.Data, hosts, time)) return;
        var labels = PlanLabels.OfStore(store.Metadata.Name!, PlanLabels.Gateway);
        var files = authority.Issue(new PeerIdentity(PeerRoles.Gateway, store.Metadata.Name!), hosts, time);
        await applier.ApplyAsync(new V1Secret { Metadata = PodParts.OwnedMeta(name, store, labels), Data = files }, cancellationToken);
    }

    private V1Secret MakeIdentity(V1Alpha1ObjectStore store)
    {
        var authority = ClusterAuthority.Create(time);
        return Kept(store, PlanNames.Identity(store.Metadata.Name!), new Dictionary<string, byte[]>
        {
            [ClusterKey] = Encoding.ASCII.GetBytes(Guid.NewGuid().ToString("D")),
            [ClusterAuthority.CertificateKey] = authority.Certificate,
            [ClusterAuthority.KeyKey] = authority.Key,
        });
    }

    private static V1Secret MakeMasterKey(V1Alpha1ObjectStore store) =>
        Kept(store, PlanNames.MasterKey(store.Metadata.Name!), new Dictionary<string, byte[]> { [PlanPaths.MasterKey] = RandomNumberGenerator.GetBytes(MasterKeyBytes) });

    /// <summary>Under an id that no other key has: a key that is added from a backup keeps its own.</summary>
    private static V1Secret MakeEncryptionKeys(V1Alpha1ObjectStore store) => Kept(store, PlanNames.EncryptionKeys(store.Metadata.Name!), new Dictionary<string, byte[]>
    {
        [PlanPaths.KeyFile] = Encoding.ASCII.GetBytes($"k-{Guid.CreateVersion7():N}: {Convert.ToBase64String(RandomNumberGenerator.GetBytes(MasterKeyBytes))}\n"),
    });

    private static V1Secret MakeAdmin(V1Alpha1ObjectStore store) => new()
    {
        Metadata = PodParts.OwnedMeta(PlanNames.Admin(store.Metadata.Name!), store, PlanLabels.OfStore(store.Metadata.Name!, "admin")),
        Data = new Dictionary<string, byte[]> { [AccessKeyKey] = Encoding.ASCII.GetBytes(Credentials.NewAccessKey()), [SecretKeyKey] = Encoding.ASCII.GetBytes(Credentials.NewSecretKey()) },
    };

    /// <summary>Kept with the database's claim, whose password it is.</summary>
    private V1Secret MakePostgres(V1Alpha1ObjectStore store)
    {
        var password = Credentials.NewSecretKey();
        var connection = new PostgresPlan(store, options.Value).ConnectionString(password);
        return Kept(store, PlanNames.Postgres(store.Metadata.Name!), new Dictionary<string, byte[]>
        {
            [PostgresPlan.PasswordKey] = Encoding.ASCII.GetBytes(password),
            [PlanPaths.ConnectionKey] = Encoding.ASCII.GetBytes(connection),
        });
    }

    /// <summary>Without an owner: whoever deletes a store and makes it again has the same devices and the same data.</summary>
    private static V1Secret Kept(V1Alpha1ObjectStore store, string name, Dictionary<string, byte[]> data) => new()
    {
        Metadata = new V1ObjectMeta { Name = name, Namespace = store.Metadata.Namespace, Labels = PlanLabels.OfStore(store.Metadata.Name!, "identity") },
        Data = data,
    };
}
