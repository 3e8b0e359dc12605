using System.Text;
using Microsoft.Extensions.Configuration;
using ObjectStore.Curator.Replication;
using ObjectStore.Kubernetes.Client;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Stores;
using ObjectStore.Testing;

namespace ObjectStore.Operator.Tests.Controllers;

/// <summary>Targets of replication, from the spec and Secrets to the settings of the curator.</summary>
public sealed class StoreReplicationTests : ControllerTests
{
    private static readonly StoreReplicationTarget Site = new() { Name = "site-b", Endpoint = "https://s3.b.example.com", Region = "eu-1", SecretName = "site-b" };
    private static readonly StoreReplicationTarget Other = new() { Name = "aws", Endpoint = "https://s3.eu-west-1.amazonaws.com", SecretName = "aws", KeepsVersions = false };

    [Fact]
    public async Task Reconcile_Targets_ReachTheCuratorWithTheirSecrets()
    {
        await CreateSecretAsync("site-b", (StoreTargets.AccessKey, "AK"), (StoreTargets.SecretKey, "a+secret/"), ("ca.crt", "PEM"), ("AWS_REGION", "x"));
        await CreateSecretAsync("aws", (StoreTargets.AccessKey, "AKIA"), (StoreTargets.SecretKey, "other"));
        await CreateSecretAsync("admin", ("accessKey", "ROOT"), ("secretKey", "root-secret"));
        await CreatePoolAsync();
        await CreateStoreAsync(static spec => spec with { ReplicationTargets = [Site, Other], AdminSecretName = "admin", Region = "eu-2" });

        await Operator.ConditionAsync<V1Alpha1ObjectStore>(Key("main"), "ReplicationConfigured", "Configured");
        var options = Bind();
        Assert.Equal(("https://s3.b.example.com", "eu-1", true, "/f/replication-target-site-b-credentials", "/f/replication-target-site-b-ca.crt"), Facts(options.Targets["site-b"], options.Targets["site-b"].KeepsVersions));
        Assert.Equal(("https://s3.eu-west-1.amazonaws.com", "us-east-1", false, "/f/replication-target-aws-credentials", ""), Facts(options.Targets["aws"], options.Targets["aws"].KeepsVersions));
        Assert.Equal(("http://main-gateway.storage.svc.cluster.local:9000", "eu-2", true, "/f/replication-source-credentials", ""), Facts(options.Source!, true));
        Assert.Empty(options.Validate(new(options)));
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["replication-source-credentials"] = "aws_access_key_id = ROOT\naws_secret_access_key = root-secret\n",
                ["replication-target-site-b-credentials"] = "aws_access_key_id = AK\naws_secret_access_key = a+secret/\n",
                ["replication-target-site-b-ca.crt"] = "PEM",
                ["replication-target-aws-credentials"] = "aws_access_key_id = AKIA\naws_secret_access_key = other\n",
            },
            Operator.Curators.LastSecrets!.Replication.ToDictionary(static file => file.Key, static file => Encoding.ASCII.GetString(file.Value)));
    }

    [Fact]
    public async Task Reconcile_NoTargets_SaysNothing()
    {
        await StartStoreAsync();

        Assert.Empty(Operator.Curators.LastSecrets!.Replication);
        Assert.Null(Bind().Source);
        Assert.DoesNotContain((await Operator.GetAsync<V1Alpha1ObjectStore>(Key("main"))).Status!.Conditions!, static condition => condition.Type == "ReplicationConfigured");
    }

    [Fact]
    public async Task Reconcile_SecretIsMissing_SaysSoAndHoldsUpNothingElse()
    {
        await CreateSecretAsync("aws", (StoreTargets.AccessKey, "AKIA"), (StoreTargets.SecretKey, "other"));
        await CreatePoolAsync();
        await CreateStoreAsync(static spec => spec with { ReplicationTargets = [Site, Other] });

        await Operator.ConditionAsync<V1Alpha1ObjectStore>(Key("main"), "ReplicationConfigured", "SecretMissing");
        await Operator.GetAsync<V1Deployment>(Key("main-gateway"));
        Assert.Equal(["replication-source-credentials", "replication-target-aws-credentials"], Operator.Curators.LastSecrets!.Replication.Keys.Order(StringComparer.Ordinal));

        await CreateSecretAsync("site-b", (StoreTargets.AccessKey, "AK"), (StoreTargets.SecretKey, "secret"));
        await LookAgainAsync();
        await Operator.ConditionAsync<V1Alpha1ObjectStore>(Key("main"), "ReplicationConfigured", "Configured");
        Assert.Single(Operator.Curators.Started);
    }

    [Theory]
    [InlineData("AK", "")]
    [InlineData("AK", "secret\n")]
    [InlineData("AK\naws_secret_access_key = x", "secret")]
    public async Task Reconcile_SecretIsNotRight_SaysSo(string access, string secret)
    {
        await CreateSecretAsync("site-b", (StoreTargets.AccessKey, access), (StoreTargets.SecretKey, secret));
        await CreatePoolAsync();
        await CreateStoreAsync(static spec => spec with { ReplicationTargets = [Site] });

        await Operator.ConditionAsync<V1Alpha1ObjectStore>(Key("main"), "ReplicationConfigured", "SecretInvalid");
        Assert.Equal(["replication-source-credentials"], Operator.Curators.LastSecrets!.Replication.Keys);
    }

    [Fact]
    public async Task Reconcile_ClientsSpeakTls_TheCuratorTrustsTheStore()
    {
        await CreateSecretAsync("site-b", (StoreTargets.AccessKey, "AK"), (StoreTargets.SecretKey, "secret"));
        await CreatePoolAsync();
        await CreateStoreAsync(static spec => spec with { ReplicationTargets = [Site], Gateway = new GatewaySpec { Tls = new GatewayTls { SelfSigned = true } } });

        await Operator.ConditionAsync<V1Alpha1ObjectStore>(Key("main"), "ReplicationConfigured", "Configured");
        Assert.Equal(("https://main-gateway.storage.svc.cluster.local:9000", "/f/replication-source-ca.crt"), (Bind().Source!.Url, Bind().Source!.CaFile));
        var identity = await Operator.GetAsync<V1Secret>(Key("main-identity"));
        Assert.Equal(identity.Data!["ca.crt"], Operator.Curators.LastSecrets!.Replication["replication-source-ca.crt"]);
    }

    [Fact]
    public async Task Reconcile_TargetChanges_TheCuratorStartsAnew()
    {
        await CreateSecretAsync("site-b", (StoreTargets.AccessKey, "AK"), (StoreTargets.SecretKey, "secret"));
        await CreatePoolAsync();
        await CreateStoreAsync(static spec => spec with { ReplicationTargets = [Site] });
        await Operator.ConditionAsync<V1Alpha1ObjectStore>(Key("main"), "ReplicationConfigured", "Configured");
        await LookAgainAsync();
        Assert.Single(Operator.Curators.Started);

        await Client.PatchAsync<V1Alpha1ObjectStore>(
            Key("main"), V1Patch.Merge("""{"spec":{"replicationTargets":[{"name":"site-b","endpoint":"https://s3.c.example.com","secretName":"site-b"}]}}"""), null, Token);

        await Wait.UntilAsync(() => Operator.Curators.Started.Count == 2);
        Assert.Equal("https://s3.c.example.com", Bind().Targets["site-b"].Url);
    }

    private static (string Url, string Region, bool KeepsVersions, string Credentials, string Authority) Facts(Curator.Replication.Endpoints.EndpointOptions options, bool keepsVersions) =>
        (options.Url, options.Region, keepsVersions, options.CredentialsFile, options.CaFile);

    /// <summary>As the curator's host reads them.</summary>
    private ReplicationOptions Bind() =>
        new ConfigurationBuilder().AddInMemoryCollection(Operator.Curators.Started.Last().Replication.Settings("/f")).Build().GetSection(ReplicationOptions.SectionName).Get<ReplicationOptions>() ?? new ReplicationOptions();

    private async Task CreateSecretAsync(string name, params (string Key, string Value)[] data) =>
        await Client.CreateAsync(new V1Secret { Metadata = Meta(name), Data = data.ToDictionary(static each => each.Key, static each => Encoding.ASCII.GetBytes(each.Value)) }, Token);

    private async Task LookAgainAsync() =>
        await Client.PatchAsync<V1Alpha1ObjectStore>(Key("main"), V1Patch.Merge("""{"metadata":{"annotations":{"look":"again"}}}"""), null, Token);
}
