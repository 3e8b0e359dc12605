using ObjectStore.Kubernetes.Client;
using ObjectStore.Kubernetes.Models;
using ObjectStore.KubernetesTesting;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Planning;
using ObjectStore.Testing;

namespace ObjectStore.Operator.Tests.Controllers;

public sealed class DeletionTests : ControllerTests
{
    [Fact]
    public async Task Delete_StoreWithBuckets_WaitsAndNamesThem()
    {
        await CreatePoolAsync();
        await CreateStoreAsync();
        await CreateBucketAsync("photos");
        await Operator.ReasonAsync<V1Alpha1Bucket>(Key("photos"), "Available");

        await Client.DeleteAsync<V1Alpha1ObjectStore>(Key("main"), new V1DeleteOptions(), Token);
        await Operator.ConditionAsync<V1Alpha1ObjectStore>(Key("main"), "Deleting", "BucketsExist");
        Assert.Contains("storage/photos", (await Client.GetAsync<V1Alpha1ObjectStore>(Key("main"), Token))!.Status!.Conditions![0].Message, StringComparison.Ordinal);

        await Client.DeleteAsync<V1Alpha1Bucket>(Key("photos"), new V1DeleteOptions(), Token);
        await Wait.UntilAsync(async () => await Client.GetAsync<V1Alpha1ObjectStore>(Key("main"), Token) is null);
    }

    [Fact]
    public async Task Delete_StoreWhoseGatewaysAreRefused_SaysWhatItWaitsForAndGoes()
    {
        await StartStoreAsync();
        await CreateBucketAsync("photos");
        await Operator.ReasonAsync<V1Alpha1Bucket>(Key("photos"), "Available");
        Server.Add(Fault.Status(422, "PATCH", "/deployments/", times: int.MaxValue));
        await Client.PatchAsync<V1Alpha1ObjectStore>(Key("main"), V1Patch.Merge("""{"spec":{"gateway":{"replicas":3}}}"""), null, Token);
        await Operator.ReasonAsync<V1Alpha1ObjectStore>(Key("main"), "Rejected");

        await Client.DeleteAsync<V1Alpha1ObjectStore>(Key("main"), new V1DeleteOptions(), Token);

        await Operator.ConditionAsync<V1Alpha1ObjectStore>(Key("main"), "Deleting", "BucketsExist");
        await Client.DeleteAsync<V1Alpha1Bucket>(Key("photos"), new V1DeleteOptions(), Token);
        await Wait.UntilAsync(async () => await Client.GetAsync<V1Alpha1ObjectStore>(Key("main"), Token) is null);
    }

    [Fact]
    public async Task Delete_PoolOfAStore_IsAtWorkUntilTheStoreIsGone()
    {
        await CreatePoolAsync();
        await CreateStoreAsync();
        await Operator.ReasonAsync<V1Alpha1StoragePool>(Key("default"), "Available");
        await Client.DeleteAsync<V1Alpha1StoragePool>(Key("default"), new V1DeleteOptions(), Token);
        await Operator.ConditionAsync<V1Alpha1StoragePool>(Key("default"), "Deleting", "StoreExists");

        await RunNodeAsync("node-a");
        await Client.DeleteAsync<V1Secret>(Key("default-node-tls"), new V1DeleteOptions(), Token);

        await Wait.UntilAsync(async () => (await Client.GetAsync<V1Pod>(Key("default-node-node-a"), Token))!.Metadata.Labels!.GetValueOrDefault(PlanLabels.Zone) == "zone-a");
        await Operator.GetAsync<V1Secret>(Key("default-node-tls"));
        await Operator.ConditionAsync<V1Alpha1StoragePool>(Key("default"), "Deleting", "StoreExists");
    }

    [Fact]
    public async Task Delete_PoolOfAStore_WaitsForIt()
    {
        await CreatePoolAsync();
        await CreateStoreAsync();
        await Operator.ReasonAsync<V1Alpha1StoragePool>(Key("default"), "Available");

        await Client.DeleteAsync<V1Alpha1StoragePool>(Key("default"), new V1DeleteOptions(), Token);
        await Operator.ConditionAsync<V1Alpha1StoragePool>(Key("default"), "Deleting", "StoreExists");
        Assert.NotNull(await Client.GetAsync<V1DaemonSet>(Key("default-node"), Token));

        await Client.DeleteAsync<V1Alpha1ObjectStore>(Key("main"), new V1DeleteOptions(), Token);
        await Wait.UntilAsync(async () => await Client.GetAsync<V1Alpha1StoragePool>(Key("default"), Token) is null);
    }
}
