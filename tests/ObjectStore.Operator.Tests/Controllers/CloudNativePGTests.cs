using System.Text;
using ObjectStore.Kubernetes.Client;
using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Models;
using ObjectStore.KubernetesTesting;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Foreign;
using ObjectStore.Testing;

namespace ObjectStore.Operator.Tests.Controllers;

public sealed class CloudNativePGTests : ControllerTests
{
    private static readonly ResourceKind Kind = new("postgresql.cnpg.io", "v1", "clusters", "Cluster", true, true);

    [Fact]
    public async Task Reconcile_CloudNativePGIsMissing_WaitsSaysSoAndRecovers()
    {
        await CreateAsync();

        await Operator.ReasonAsync<V1Alpha1ObjectStore>(Key("main"), "CloudNativePGNotInstalled");
        Assert.Empty(Operator.Curators.Started);
        Server.Add(Kind);
        await Operator.ReasonAsync<V1Alpha1ObjectStore>(Key("main"), "DatabaseNotReady");
        await MakeSecretsAsync("first");
        await TellAsync(3);

        await Operator.GetAsync<V1Deployment>(Key("main-gateway"));
        await Operator.ConditionAsync<V1Alpha1ObjectStore>(Key("main"), "DatabaseReady", "Ready");
        var connection = await Operator.GetAsync<V1Secret>(Key("main-index-connection"));
        var text = Encoding.UTF8.GetString(connection.Data!["connection"]);
        Assert.Contains("main-index-rw.storage.svc", text, StringComparison.Ordinal);
        Assert.Contains("VerifyFull", text, StringComparison.Ordinal);
        Assert.Equal("authority", Encoding.ASCII.GetString(connection.Data["ca.crt"]));
    }

    [Fact]
    public async Task Reconcile_PasswordChanges_ConnectionFollowsAndGatewaysStay()
    {
        Server.Add(Kind);
        await CreateAsync();
        await MakeSecretsAsync("first");
        var before = await Operator.GetAsync<V1Deployment>(Key("main-gateway"));

        await MakeSecretsAsync("second;=\"quoted");
        await Client.PatchAsync<V1Alpha1ObjectStore>(Key("main"), V1Patch.Merge("""{"metadata":{"annotations":{"look":"again"}}}"""), null, Token);

        await Wait.UntilAsync(async () => PasswordOf(await Operator.GetAsync<V1Secret>(Key("main-index-connection"))) == "second;=\"quoted");
        Assert.Equal(before.Metadata.Generation, (await Operator.GetAsync<V1Deployment>(Key("main-gateway"))).Metadata.Generation);
    }

    [Fact]
    public async Task Reconcile_AServerIsAway_ConditionSaysHowManyAndTheStoreServes()
    {
        Server.Add(Kind);
        await CreateAsync();
        await MakeSecretsAsync("first");
        await TellAsync(3);
        await Operator.ConditionAsync<V1Alpha1ObjectStore>(Key("main"), "DatabaseReady", "Ready");

        await TellAsync(2);

        await Operator.ConditionAsync<V1Alpha1ObjectStore>(Key("main"), "DatabaseReady", "DatabaseNotReady");
        await Operator.ConditionAsync<V1Alpha1ObjectStore>(Key("main"), "IndexAvailable", "Open");
    }

    [Theory]
    [InlineData("Retain", false)]
    [InlineData("Delete", true)]
    public async Task Reconcile_DeletionPolicy_DecidesWhetherTheStoreOwnsTheDatabase(string policy, bool isOwned)
    {
        Server.Add(Kind);

        await CreateAsync(policy);

        var cluster = await Operator.GetAsync<V1PostgresCluster>(Key("main-index"));
        Assert.Equal(isOwned, cluster.ControllerOwner() is not null);
    }

    [Fact]
    public async Task Delete_Store_DatabaseStaysAndIsTakenUpAgain()
    {
        Server.Add(Kind);
        await CreateAsync();
        await MakeSecretsAsync("first");
        var cluster = await Operator.GetAsync<V1PostgresCluster>(Key("main-index"));
        await Operator.GetAsync<V1Deployment>(Key("main-gateway"));

        await Client.DeleteAsync<V1Alpha1ObjectStore>(Key("main"), new V1DeleteOptions(), Token);
        await Wait.UntilAsync(async () => await Client.GetAsync<V1Alpha1ObjectStore>(Key("main"), Token) is null);
        await CreateStoreAsync(Spec("Retain"));

        await Operator.ConditionAsync<V1Alpha1ObjectStore>(Key("main"), "IndexAvailable", "Open");
        Assert.Equal(cluster.Metadata.Uid, (await Operator.GetAsync<V1PostgresCluster>(Key("main-index"))).Metadata.Uid);
    }

    private static string? PasswordOf(V1Secret secret) =>
        new System.Data.Common.DbConnectionStringBuilder { ConnectionString = Encoding.UTF8.GetString(secret.Data!["connection"]) }["Password"].ToString();

    private static Func<ObjectStoreSpec, ObjectStoreSpec> Spec(string policy) => spec => spec with { Index = new IndexSpec { CloudNativePG = new CloudNativePGIndex { DeletionPolicy = policy } } };

    private async Task CreateAsync(string policy = "Retain")
    {
        await CreatePoolAsync();
        await CreateStoreAsync(Spec(policy));
    }

    /// <summary>What CloudNativePG does first.</summary>
    private async Task MakeSecretsAsync(string password)
    {
        var application = new Dictionary<string, byte[]> { ["username"] = "objectstore"u8.ToArray(), ["password"] = Encoding.UTF8.GetBytes(password), ["dbname"] = "objectstore"u8.ToArray() };
        var theirs = new ApplyOptions { FieldManager = "cnpg" };
        await Client.ApplyAsync(new V1Secret { Metadata = Meta("main-index-app"), Data = application }, theirs, Token);
        await Client.ApplyAsync(new V1Secret { Metadata = Meta("main-index-ca"), Data = new Dictionary<string, byte[]> { ["ca.crt"] = "authority"u8.ToArray(), ["ca.key"] = [1] } }, theirs, Token);
    }

    /// <summary>And goes on to do.</summary>
    private async Task TellAsync(int readyServers)
    {
        await Operator.GetAsync<V1PostgresCluster>(Key("main-index"));
        var status = new V1PostgresClusterStatus { Phase = "Cluster in healthy state", ReadyInstances = readyServers, Conditions = [new V1Condition { Type = "Ready", Status = readyServers == 3 ? "True" : "False" }] };
        await Client.ApplyStatusAsync(new V1PostgresCluster { Metadata = Meta("main-index"), Status = status }, Token);
    }
}
