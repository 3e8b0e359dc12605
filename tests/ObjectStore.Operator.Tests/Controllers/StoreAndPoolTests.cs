using System.Text;
using ObjectStore.Kubernetes.Client;
using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Models;
using ObjectStore.KubernetesTesting;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Curators;
using ObjectStore.Operator.Planning;
using ObjectStore.Testing;

namespace ObjectStore.Operator.Tests.Controllers;

public sealed class StoreAndPoolTests : ControllerTests
{
    [Fact]
    public async Task Reconcile_PoolAndStore_EverythingIsMade()
    {
        await CreatePoolAsync();
        await CreateStoreAsync();

        var set = await Operator.GetAsync<V1DaemonSet>(Key("default-node"));
        var gateways = await Operator.GetAsync<V1Deployment>(Key("main-gateway"));
        var zones = await Operator.GetAsync<V1ConfigMap>(Key("main-zones"));
        await Operator.GetAsync<V1StatefulSet>(Key("main-postgres"));
        await Operator.GetAsync<V1Service>(Key("default-nodes"));
        await Operator.GetAsync<V1Service>(Key("main-gateway"));
        await Operator.GetAsync<V1Secret>(Key("default-node-tls"));
        await Wait.UntilAsync(async () => (await Client.GetAsync<V1ConfigMap>(Key("main-zones"), Token))!.Data is { Count: 3 });

        Assert.Equal("StoragePool", set.ControllerOwner()?.Kind);
        Assert.Equal("ObjectStore", gateways.ControllerOwner()?.Kind);
        Assert.NotNull(zones);
        await Wait.UntilAsync(() => !Operator.Curators.Started.IsEmpty);
        var settings = Assert.Single(Operator.Curators.Started);
        Assert.Equal("4+2", Assert.Single(settings.Pools.All).ErasureProfile);
        await Operator.ReasonAsync<V1Alpha1StoragePool>(Key("default"), "Available");
    }

    [Fact]
    public async Task Reconcile_SecretsOfStore_AreKeptAndTheSame()
    {
        await CreatePoolAsync();
        await CreateStoreAsync();
        var identity = await Operator.GetAsync<V1Secret>(Key("main-identity"));
        var master = await Operator.GetAsync<V1Secret>(Key("main-master-key"));
        var encryption = await Operator.GetAsync<V1Secret>(Key("main-encryption-keys"));
        await Operator.GetAsync<V1Deployment>(Key("main-gateway"));

        await Client.DeleteAsync<V1Alpha1ObjectStore>(Key("main"), new V1DeleteOptions(), Token);
        await Wait.UntilAsync(async () => await Client.GetAsync<V1Alpha1ObjectStore>(Key("main"), Token) is null);
        await CreateStoreAsync();
        await Wait.UntilAsync(() => !Operator.Curators.Started.IsEmpty);

        Assert.Null(identity.Metadata.OwnerReferences);
        Assert.Equal(identity.Metadata.Uid, (await Operator.GetAsync<V1Secret>(Key("main-identity"))).Metadata.Uid);
        Assert.Equal(master.Data![PlanPaths.MasterKey], (await Operator.GetAsync<V1Secret>(Key("main-master-key"))).Data![PlanPaths.MasterKey]);
        Assert.Equal(encryption.Data![PlanPaths.KeyFile], (await Operator.GetAsync<V1Secret>(Key("main-encryption-keys"))).Data![PlanPaths.KeyFile]);
        Assert.Single(Operator.Curators.Started.Select(settings => settings.Cluster).Distinct());
    }

    /// <summary>Others in their place would make what is stored unreadable, and what is written with them unreadable after the backup is back.</summary>
    [Theory]
    [InlineData("main-identity")]
    [InlineData("main-master-key")]
    [InlineData("main-encryption-keys")]
    [InlineData("main-postgres")]
    public async Task Reconcile_SecretOfAStoreAtWorkIsLost_NoneIsMadeAndAllStaysUntilItIsBack(string name)
    {
        await CreatePoolAsync();
        await CreateStoreAsync();
        var before = await Operator.GetAsync<V1Deployment>(Key("main-gateway"));
        await Wait.UntilAsync(async () => (await Operator.GetAsync<V1Alpha1ObjectStore>(Key("main"))).Status?.AdminSecretName is not null);
        var secret = await Operator.GetAsync<V1Secret>(Key(name));

        await Client.DeleteAsync<V1Secret>(Key(name), new V1DeleteOptions(), Token);
        await Client.PatchAsync<V1Alpha1ObjectStore>(Key("main"), V1Patch.Merge("""{"metadata":{"annotations":{"look":"again"}}}"""), null, Token);

        await Operator.ReasonAsync<V1Alpha1ObjectStore>(Key("main"), "SecretMissing");
        Assert.Null(await Client.GetAsync<V1Secret>(Key(name), Token));
        Assert.Equal(before.Metadata.Generation, (await Operator.GetAsync<V1Deployment>(Key("main-gateway"))).Metadata.Generation);
        await Client.CreateAsync(new V1Secret { Metadata = Meta(name), Data = secret.Data }, Token);
        await Wait.UntilAsync(async () => (await Operator.GetAsync<V1Alpha1ObjectStore>(Key("main"))).Status!.Conditions!.All(static condition => condition.Reason != "SecretMissing"));
        Assert.Equal(before.Metadata.Generation, (await Operator.GetAsync<V1Deployment>(Key("main-gateway"))).Metadata.Generation);
    }

    /// <summary>Goal: gateways that serve are enough to be at work. Method: what is made after them is refused for ever, as by a webhook, so that the store was never accepted as a whole.</summary>
    [Fact]
    public async Task Reconcile_SecretOfAStoreThatWasNeverAcceptedIsLost_NoneIsMade()
    {
        Server.Add(Fault.Status(400, "PATCH", "/ingresses/", times: int.MaxValue));
        await CreatePoolAsync();
        await CreateStoreAsync(static spec => spec with { Gateway = new GatewaySpec { Hostnames = ["s3.example.com"], Ingress = new GatewayIngress() } });
        await Operator.GetAsync<V1Deployment>(Key("main-gateway"));
        await Operator.ReasonAsync<V1Alpha1ObjectStore>(Key("main"), "Rejected");
        Assert.Null((await Operator.GetAsync<V1Alpha1ObjectStore>(Key("main"))).Status!.AdminSecretName);

        await Client.DeleteAsync<V1Secret>(Key("main-master-key"), new V1DeleteOptions(), Token);
        await Client.PatchAsync<V1Alpha1ObjectStore>(Key("main"), V1Patch.Merge("""{"metadata":{"annotations":{"look":"again"}}}"""), null, Token);

        await Operator.ReasonAsync<V1Alpha1ObjectStore>(Key("main"), "SecretMissing");
        Assert.Null(await Client.GetAsync<V1Secret>(Key("main-master-key"), Token));
    }

    [Fact]
    public async Task Reconcile_PoolWithoutStore_WaitsAndSaysSo()
    {
        await CreatePoolAsync();

        await Operator.ReasonAsync<V1Alpha1StoragePool>(Key("default"), "WaitingForStore");
        Assert.Null(await Client.GetAsync<V1DaemonSet>(Key("default-node"), Token));
        await CreateStoreAsync();
        await Operator.GetAsync<V1DaemonSet>(Key("default-node"));
    }

    [Fact]
    public async Task Reconcile_StoreWithoutPool_SaysSoAndRecovers()
    {
        await CreateStoreAsync();

        await Operator.ReasonAsync<V1Alpha1ObjectStore>(Key("main"), "PoolNotFound");
        await CreatePoolAsync();
        await Operator.GetAsync<V1Deployment>(Key("main-gateway"));
    }

    [Fact]
    public async Task Reconcile_SecretIsMissing_SaysWhichAndRecovers()
    {
        await CreatePoolAsync();
        await CreateStoreAsync(spec => spec with { Index = new IndexSpec { Postgres = new PostgresIndex { ConnectionSecretName = "index" } } });

        await Operator.ReasonAsync<V1Alpha1ObjectStore>(Key("main"), "SecretMissing");
        var secret = new V1Secret { Metadata = Meta("index"), Data = new Dictionary<string, byte[]> { ["other"] = [1] } };
        await Client.CreateAsync(secret, Token);
        await Operator.ReasonAsync<V1Alpha1ObjectStore>(Key("main"), "SecretInvalid");
        await Client.UpdateAsync(secret with { Data = new Dictionary<string, byte[]> { ["connection"] = Encoding.ASCII.GetBytes("Host=db") } }, Token);
        await Operator.GetAsync<V1Deployment>(Key("main-gateway"));
    }

    [Fact]
    public async Task Reconcile_ConnectionIsNone_SaysSoWithoutIt()
    {
        await Client.CreateAsync(new V1Secret { Metadata = Meta("index"), Data = new Dictionary<string, byte[]> { ["connection"] = Encoding.ASCII.GetBytes("postgres://user:secret@db/objects") } }, Token);
        await CreatePoolAsync();
        await CreateStoreAsync(spec => spec with { Index = new IndexSpec { Postgres = new PostgresIndex { ConnectionSecretName = "index" } } });

        await Operator.ReasonAsync<V1Alpha1ObjectStore>(Key("main"), "SecretInvalid");

        var status = (await Operator.GetAsync<V1Alpha1ObjectStore>(Key("main"))).Status!;
        Assert.DoesNotContain(status.Conditions!, static condition => condition.Message?.Contains("secret@", StringComparison.Ordinal) == true);
        Assert.Null(await Client.GetAsync<V1Deployment>(Key("main-gateway"), Token));
    }

    [Fact]
    public async Task Reconcile_IndexCannotBeReached_GatewaysStay()
    {
        await CreatePoolAsync();
        await CreateStoreAsync();
        var before = await Operator.GetAsync<V1Deployment>(Key("main-gateway"));
        await Operator.ConditionAsync<V1Alpha1ObjectStore>(Key("main"), "IndexAvailable", "Open");

        Operator.Curators.State = new CuratorState(CuratorPhase.Opening, "Connection refused.");
        Operator.Curators.Report = null;
        await Client.PatchAsync<V1Alpha1ObjectStore>(Key("main"), V1Patch.Merge("""{"metadata":{"annotations":{"look":"again"}}}"""), null, Token);

        await Operator.ReasonAsync<V1Alpha1ObjectStore>(Key("main"), "IndexUnavailable");
        Assert.Equal(before.Metadata.Generation, (await Operator.GetAsync<V1Deployment>(Key("main-gateway"))).Metadata.Generation);
    }

    [Fact]
    public async Task Reconcile_PromiseCannotBeKept_SaysWhyOfTheNumbers()
    {
        Operator.Curators.Report = null;
        await CreatePoolAsync(spec => spec with { ErasureProfile = "8+2" });
        await CreateStoreAsync();

        await Operator.ReasonAsync<V1Alpha1StoragePool>(Key("default"), "PromiseNotKept");
    }

    [Fact]
    public async Task Reconcile_PoolNamedByTwoStores_TheSecondIsTold()
    {
        await CreatePoolAsync();
        await CreateStoreAsync();
        await Operator.GetAsync<V1Deployment>(Key("main-gateway"));
        await CreateStoreAsync(name: "zweite");

        await Operator.ReasonAsync<V1Alpha1ObjectStore>(Key("zweite"), "PoolTaken");
        Assert.Null(await Client.GetAsync<V1Deployment>(Key("zweite-gateway"), Token));
    }

    [Fact]
    public async Task Reconcile_SomebodyChangesADeployment_IsPutBack()
    {
        await CreatePoolAsync();
        await CreateStoreAsync();
        await Operator.GetAsync<V1Deployment>(Key("main-gateway"));

        await Client.PatchAsync<V1Deployment>(Key("main-gateway"), V1Patch.Merge("""{"spec":{"replicas":7}}"""), null, Token);

        await Wait.UntilAsync(async () => (await Client.GetAsync<V1Deployment>(Key("main-gateway"), Token))!.Spec!.Replicas == 2);
        await Client.DeleteAsync<V1Service>(Key("main-gateway"), new V1DeleteOptions(), Token);
        await Operator.GetAsync<V1Service>(Key("main-gateway"));
    }

    /// <summary>The generation tells of a change of what is asked for, and not of one beside it.</summary>
    [Theory]
    [InlineData("""{"metadata":{"annotations":{"size":null}}}""")]
    [InlineData("""{"metadata":{"annotations":{"size":"0"}}}""")]
    [InlineData("""{"metadata":{"labels":{"app.kubernetes.io/name":"mine"}}}""")]
    [InlineData("""{"metadata":{"ownerReferences":null}}""")]
    public async Task Reconcile_SomebodyChangesMetadata_IsPutBack(string change)
    {
        await CreatePoolAsync();
        await CreateStoreAsync(static spec => spec with
        {
            Gateway = new GatewaySpec { Hostnames = ["s3.example.com"], Ingress = new GatewayIngress { Annotations = new Dictionary<string, string> { ["size"] = "16" } } },
        });
        var before = (await Operator.GetAsync<V1Ingress>(Key("main-gateway"))).Metadata;
        await Operator.ConditionAsync<V1Alpha1ObjectStore>(Key("main"), "IndexAvailable", "Open");

        await Client.PatchAsync<V1Ingress>(Key("main-gateway"), V1Patch.Merge(change), null, Token);

        await Client.PatchAsync<V1Alpha1ObjectStore>(Key("main"), V1Patch.Merge("""{"metadata":{"annotations":{"look":"again"}}}"""), null, Token);
        await Wait.UntilAsync(async () => IsAs((await Client.GetAsync<V1Ingress>(Key("main-gateway"), Token))!.Metadata));

        bool IsAs(V1ObjectMeta now) => now.Annotations?.GetValueOrDefault("size") == "16" && before.Labels!.All(label => now.Labels!.GetValueOrDefault(label.Key) == label.Value)
            && now.OwnerReferences is { } owners && owners.SequenceEqual(before.OwnerReferences!);
    }

    [Fact]
    public async Task Reconcile_NothingChanges_NothingIsWritten()
    {
        await CreatePoolAsync();
        await CreateStoreAsync();
        foreach (var zone in new[] { "a", "b", "c" }) await RunNodeAsync($"node-{zone}");
        await Wait.UntilAsync(async () => (await Client.GetAsync<V1PodDisruptionBudget>(Key("default-node-zone-c"), Token)) is not null);
        await SettleAsync();

        // A machine that stalls may still write what was planned before; one that never stops writing fails each time.
        for (var attempt = 0; attempt < 5; attempt++)
        {
            if (await WritesOfBeatsAsync() == 0) return;
        }

        Assert.Fail("Something is written again and again.");
    }

    private async Task<int> WritesOfBeatsAsync()
    {
        const int Beats = 3;
        var before = Server.Requests.Count(IsWrite);
        for (var i = 0; i < Beats; i++)
        {
            // Everything is looked at again.
            var node = await Client.PatchAsync<V1Node>(new EntityKey(null, "node-a"), V1Patch.Merge($$$$"""{"metadata":{"labels":{"beat":"{{{{i}}}}"}}}"""), null, Token);
            Assert.NotNull(node);
        }

        await SettleAsync();
        return Server.Requests.Count(IsWrite) - before - Beats;
    }

    [Fact]
    public async Task Reconcile_TemplateChanges_ZonesAreReplacedOneByOneWhileWhole()
    {
        await CreatePoolAsync();
        await CreateStoreAsync();
        foreach (var zone in new[] { "a", "b", "c" }) await RunNodeAsync($"node-{zone}");
        await Client.ApplyStatusAsync(new V1DaemonSet { Metadata = Meta("default-node"), Status = new V1DaemonSetStatus { DesiredNumberScheduled = 3 } }, Token);
        await Wait.UntilAsync(async () => (await Client.ListAsync<V1Pod>(ListOptions.All, Token)).Items.All(pod => pod.Metadata.Labels!.ContainsKey(PlanLabels.Zone)));

        Operator.Curators.Report = FakeCurators.Healthy("degraded");
        await Client.PatchAsync<V1Alpha1StoragePool>(Key("default"), V1Patch.Merge("""{"spec":{"resources":{"requests":{"cpu":"2"}}}}"""), null, Token);
        await Operator.ConditionAsync<V1Alpha1StoragePool>(Key("default"), "Redundant", "Reduced");
        await SettleAsync();
        Assert.Equal(3, (await Client.ListAsync<V1Pod>(ListOptions.All, Token)).Items.Count);

        Operator.Curators.Report = FakeCurators.Healthy();
        await Client.PatchAsync<V1Alpha1StoragePool>(Key("default"), V1Patch.Merge("""{"metadata":{"annotations":{"look":"again"}}}"""), null, Token);
        foreach (var zone in new[] { "a", "b", "c" })
        {
            await Wait.UntilAsync(async () => await Client.GetAsync<V1Pod>(Key($"default-node-node-{zone}"), Token) is null);
            Assert.Equal(2, (await Client.ListAsync<V1Pod>(ListOptions.All, Token)).Items.Count);
            await RunNodeAsync($"node-{zone}");
        }

        await Operator.ConditionAsync<V1Alpha1StoragePool>(Key("default"), "Progressing", "Complete");
    }

    /// <summary>A zone is open for evictions, and may be losing pods, when a rollout begins with another one.</summary>
    [Fact]
    public async Task Reconcile_TemplateChangesWhileAZoneIsOpen_ItIsClosedBeforeAnotherLosesPods()
    {
        await CreatePoolAsync();
        await CreateStoreAsync();
        foreach (var zone in new[] { "a", "b", "c" }) await RunNodeAsync($"node-{zone}");
        await Client.ApplyStatusAsync(new V1DaemonSet { Metadata = Meta("default-node"), Status = new V1DaemonSetStatus { DesiredNumberScheduled = 3 } }, Token);
        await Client.PatchAsync<V1Node>(new EntityKey(null, "node-c"), V1Patch.Merge("""{"spec":{"unschedulable":true}}"""), null, Token);
        await Wait.UntilAsync(async () => (await Client.GetAsync<V1PodDisruptionBudget>(Key("default-node-zone-c"), Token))?.Spec?.MinAvailable?.Number == 0);

        await Client.PatchAsync<V1Alpha1StoragePool>(Key("default"), V1Patch.Merge("""{"spec":{"resources":{"requests":{"cpu":"2"}}}}"""), null, Token);
        await Wait.UntilAsync(async () => await Client.GetAsync<V1Pod>(Key("default-node-node-a"), Token) is null);

        Assert.Equal(1, (await Client.GetAsync<V1PodDisruptionBudget>(Key("default-node-zone-c"), Token))!.Spec!.MinAvailable!.Value.Number);
        var requests = Server.Requests.ToList();
        var closed = requests.FindLastIndex(static request => request.StartsWith("PATCH", StringComparison.Ordinal) && request.Contains("/poddisruptionbudgets/default-node-zone-c", StringComparison.Ordinal));
        var replaced = requests.FindIndex(static request => request.StartsWith("DELETE", StringComparison.Ordinal) && request.Contains("/pods/default-node-node-a", StringComparison.Ordinal));
        Assert.True(closed < replaced, string.Join('\n', requests.Skip(Math.Min(closed, replaced))));
    }

    /// <summary>422 of its own rules, 403 of a quota or an admission webhook, 400 of a webhook that chooses it.</summary>
    [Theory]
    [InlineData(422)]
    [InlineData(403)]
    [InlineData(400)]
    public async Task Reconcile_ApiServerRefusesADaemonSet_SaysSoAndRecovers(int code)
    {
        var refusal = Server.Add(Fault.Status(code, "PATCH", "/daemonsets/", times: int.MaxValue));
        await CreateStoreAsync();
        await CreatePoolAsync();

        await Operator.ReasonAsync<V1Alpha1StoragePool>(Key("default"), "Rejected");
        refusal.Release();
        await Operator.ReasonAsync<V1Alpha1StoragePool>(Key("default"), "Available");
    }

    [Fact]
    public async Task Reconcile_PoliciesAutoscalerAndIngress_ComeAndGoWithTheSpec()
    {
        await CreatePoolAsync();
        await CreateStoreAsync(static spec => spec with
        {
            NetworkPolicy = new StoreNetworkPolicy(),
            Gateway = new GatewaySpec
            {
                Hostnames = ["s3.example.com"],
                Resources = new V1ResourceRequirements { Requests = new Dictionary<string, string> { ["cpu"] = "500m" } },
                Autoscaling = new GatewayAutoscaling { MaxReplicas = 5 },
                Ingress = new GatewayIngress(),
            },
        });
        foreach (var name in new[] { "main-gateway", "main-nodes", "main-postgres" }) await Operator.GetAsync<V1NetworkPolicy>(Key(name));
        await Operator.GetAsync<V1Ingress>(Key("main-gateway"));
        var autoscaler = await Operator.GetAsync<V2HorizontalPodAutoscaler>(Key("main-gateway"));
        await Wait.UntilAsync(async () => (await Operator.GetAsync<V1Alpha1ObjectStore>(Key("main"))).Status?.Endpoints?.External is ["http://s3.example.com"]);

        await Client.PatchAsync<V1Alpha1ObjectStore>(Key("main"), V1Patch.Merge("""{"spec":{"networkPolicy":null,"gateway":{"autoscaling":null,"ingress":null}}}"""), null, Token);

        await Wait.UntilAsync(async () => await Client.GetAsync<V1NetworkPolicy>(Key("main-postgres"), Token) is null
            && await Client.GetAsync<V1Ingress>(Key("main-gateway"), Token) is null && await Client.GetAsync<V2HorizontalPodAutoscaler>(Key("main-gateway"), Token) is null);
        Assert.Equal(("ObjectStore", "main"), (autoscaler.Spec!.ScaleTargetRef.Kind, autoscaler.Spec.ScaleTargetRef.Name));
    }

    [Fact]
    public async Task Reconcile_ApiServerRefusesTheGateways_TheCuratorWorks()
    {
        Server.Add(Fault.Status(422, "PATCH", "/deployments/", times: int.MaxValue));
        await CreateStoreAsync();
        await CreatePoolAsync();

        await Operator.ReasonAsync<V1Alpha1ObjectStore>(Key("main"), "Rejected");

        Assert.Single(Operator.Curators.Started);
    }

    [Fact]
    public async Task Reconcile_SecretOfGatewaysIsMissing_TheCuratorWorks()
    {
        await CreatePoolAsync();
        await CreateStoreAsync(static spec => spec with { Encryption = new StoreEncryption { KmsKeysSecretName = "kms" } });

        await Operator.ReasonAsync<V1Alpha1ObjectStore>(Key("main"), "SecretMissing");

        Assert.Single(Operator.Curators.Started);
        Assert.Null(await Client.GetAsync<V1Deployment>(Key("main-gateway"), Token));
    }

    [Fact]
    public async Task Reconcile_KeysOfEncryptionAreMissing_SaysSoAndReplacesGatewaysWhenTheyChange()
    {
        await CreatePoolAsync();
        await CreateStoreAsync(spec => spec with { Encryption = new StoreEncryption { KmsKeysSecretName = "kms" } });
        await Operator.ReasonAsync<V1Alpha1ObjectStore>(Key("main"), "SecretMissing");

        var keys = new V1Secret { Metadata = Meta("kms"), Data = new Dictionary<string, byte[]> { [PlanPaths.KeyFile] = KeysOf("a") } };
        await Client.CreateAsync(keys, Token);
        var first = SecretsOf(await Operator.GetAsync<V1Deployment>(Key("main-gateway")));
        await Client.UpdateAsync(keys with { Data = new Dictionary<string, byte[]> { [PlanPaths.KeyFile] = KeysOf("b") } }, Token);

        await Wait.UntilAsync(async () => SecretsOf(await Operator.GetAsync<V1Deployment>(Key("main-gateway"))) != first);

        static string SecretsOf(V1Deployment deployment) => deployment.Spec!.Template.Metadata!.Annotations!["objectstore.dev/secrets"];
    }

    [Theory]
    [InlineData("a: AA==")]
    [InlineData("a: b: c")]
    [InlineData("[]")]
    [InlineData("")]
    public async Task Reconcile_KeysOfEncryptionAreNotRight_SaysSoAndGatewaysStay(string content)
    {
        var keys = new V1Secret { Metadata = Meta("kms"), Data = new Dictionary<string, byte[]> { [PlanPaths.KeyFile] = KeysOf("a") } };
        await Client.CreateAsync(keys, Token);
        await CreatePoolAsync();
        await CreateStoreAsync(spec => spec with { Encryption = new StoreEncryption { KmsKeysSecretName = "kms" } });
        var before = await Operator.GetAsync<V1Deployment>(Key("main-gateway"));

        await Client.UpdateAsync(keys with { Data = new Dictionary<string, byte[]> { [PlanPaths.KeyFile] = Encoding.ASCII.GetBytes(content) } }, Token);
        await Client.PatchAsync<V1Alpha1ObjectStore>(Key("main"), V1Patch.Merge("""{"spec":{"gateway":{"replicas":3}}}"""), null, Token);

        await Operator.ReasonAsync<V1Alpha1ObjectStore>(Key("main"), content.Length > 0 ? "EncryptionKeysInvalid" : "SecretInvalid");
        Assert.Equal(before.Metadata.Generation, (await Operator.GetAsync<V1Deployment>(Key("main-gateway"))).Metadata.Generation);
    }

    [Fact]
    public async Task Reconcile_SecretKeyIsTooShort_SaysSo()
    {
        await Client.CreateAsync(new V1Secret { Metadata = Meta("admin"), Data = new Dictionary<string, byte[]> { ["accessKey"] = [65, 66], ["secretKey"] = [65] } }, Token);
        await CreatePoolAsync();
        await CreateStoreAsync(spec => spec with { AdminSecretName = "admin" });

        await Operator.ReasonAsync<V1Alpha1ObjectStore>(Key("main"), "SecretInvalid");
    }

    [Fact]
    public async Task Reconcile_ApiServerFailsForAWhile_Recovers()
    {
        Server.Add(Fault.Status(500, "PATCH", times: 5));
        Server.Add(Fault.CutBefore("POST", times: 3));
        await Task.WhenAll(RetryAsync(() => CreatePoolAsync()), RetryAsync(() => CreateStoreAsync()));
        Server.CutWatches();

        await Operator.GetAsync<V1Deployment>(Key("main-gateway"));
        await Operator.GetAsync<V1DaemonSet>(Key("default-node"));
        await Operator.ReasonAsync<V1Alpha1StoragePool>(Key("default"), "Available");
    }

    private static byte[] KeysOf(string id) => Encoding.ASCII.GetBytes($"{id}: {Convert.ToBase64String(new byte[32])}\n");

    private static bool IsWrite(string request) => !request.StartsWith("GET", StringComparison.Ordinal) && !request.Contains("/leases", StringComparison.Ordinal);

    /// <summary>Nothing was written for a while, in which everything has been looked at.</summary>
    private async Task SettleAsync()
    {
        var (before, same) = (-1, 0);
        await Wait.UntilAsync(async () =>
        {
            var now = Server.Requests.Count(IsWrite);
            same = now == before ? same + 1 : 0;
            before = now;
            await Task.Delay(20, Token);
            return same == 25;
        });
    }

    private static Task RetryAsync(Func<Task> create) => Wait.UntilAsync(async () =>
    {
        try
        {
            await create();
            return true;
        }
        catch (KubernetesApiException exception)
        {
            return exception.IsAlreadyExists;
        }
    });
}
