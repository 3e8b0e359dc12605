using System.Text;
using ObjectStore.Kubernetes.Client;
using ObjectStore.Kubernetes.Models;
using ObjectStore.KubernetesTesting;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Foreign;
using ObjectStore.Testing;

namespace ObjectStore.Operator.Tests.Controllers;

public sealed class CertManagerTests : ControllerTests
{
    private static readonly ResourceKind Kind = new("cert-manager.io", "v1", "certificates", "Certificate", true, true);

    [Fact]
    public async Task Reconcile_CertManagerIsMissing_WaitsSaysSoAndRecovers()
    {
        await CreateAsync();

        await Operator.ReasonAsync<V1Alpha1ObjectStore>(Key("main"), "CertManagerNotInstalled");
        Assert.Null(await Client.GetAsync<V1Deployment>(Key("main-gateway"), Token));
        Server.Add(Kind);
        await Operator.ReasonAsync<V1Alpha1ObjectStore>(Key("main"), "CertificateNotReady");
        await IssueAsync("first");

        var deployment = await Operator.GetAsync<V1Deployment>(Key("main-gateway"));
        await Operator.ConditionAsync<V1Alpha1ObjectStore>(Key("main"), "CertificateReady", "Ready");
        Assert.Contains(deployment.Spec!.Template.Spec!.Volumes!, static volume => volume.Secret?.SecretName == "main-endpoint-tls");
    }

    [Fact]
    public async Task Reconcile_CertificateIsRenewed_GatewaysAreNotReplaced()
    {
        Server.Add(Kind);
        await CreateAsync();
        await Operator.GetAsync<V1Certificate>(Key("main-endpoint-tls"));
        await IssueAsync("first");
        var before = await Operator.GetAsync<V1Deployment>(Key("main-gateway"));
        await Operator.ConditionAsync<V1Alpha1ObjectStore>(Key("main"), "CertificateReady", "Ready");

        await IssueAsync("second", status: "False");

        await Operator.ConditionAsync<V1Alpha1ObjectStore>(Key("main"), "CertificateReady", "CertificateNotReady");
        Assert.Equal(before.Spec!.Template.Metadata!.Annotations, (await Operator.GetAsync<V1Deployment>(Key("main-gateway"))).Spec!.Template.Metadata!.Annotations);
    }

    [Fact]
    public async Task Reconcile_SpecAsksNoMore_CertificateIsDeleted()
    {
        Server.Add(Kind);
        await CreateAsync();
        await Operator.GetAsync<V1Certificate>(Key("main-endpoint-tls"));

        await Client.PatchAsync<V1Alpha1ObjectStore>(Key("main"), V1Patch.Merge("""{"spec":{"gateway":{"tls":{"certManager":null,"selfSigned":true}}}}"""), null, Token);

        await Wait.UntilAsync(async () => await Client.GetAsync<V1Certificate>(Key("main-endpoint-tls"), Token) is null);
        await Operator.GetAsync<V1Deployment>(Key("main-gateway"));
    }

    [Fact]
    public async Task Reconcile_CertificateOfAnother_IsLeftAlone()
    {
        Server.Add(Kind);
        var spec = new V1CertificateSpec { SecretName = "theirs", IssuerRef = new V1CertificateIssuer { Name = "i", Kind = "Issuer", Group = "cert-manager.io" }, DnsNames = ["example.com"] };
        await Client.CreateAsync(new V1Certificate { Metadata = Meta("main-endpoint-tls"), Spec = spec }, Token);

        await CreateAsync();

        await Operator.ReasonAsync<V1Alpha1ObjectStore>(Key("main"), "CertManagerNameTaken");
        Assert.Equal("theirs", (await Operator.GetAsync<V1Certificate>(Key("main-endpoint-tls"))).Spec!.SecretName);
    }

    [Fact]
    public async Task Reconcile_MayNotApplyCertificates_SaysSo()
    {
        Server.Add(Kind);
        Server.Add(Fault.Status(403, "PATCH", "/certificates/", times: int.MaxValue));

        await CreateAsync();

        await Operator.ReasonAsync<V1Alpha1ObjectStore>(Key("main"), "CertManagerForbidden");
    }

    [Fact]
    public async Task Reconcile_IssuerTellsItsAuthority_ApplicationsGetIt()
    {
        Server.Add(Kind);
        await CreateAsync();
        await IssueAsync("first");
        await Operator.ConditionAsync<V1Alpha1ObjectStore>(Key("main"), "IndexAvailable", "Open");
        await CreateBucketAsync("photos");
        await CreateAccessAsync("photos", "photos");

        var secret = await Operator.GetAsync<V1Secret>(Key("photos"));

        Assert.Equal("authority", Encoding.ASCII.GetString(secret.Data!["ca.crt"]));
        Assert.StartsWith("https://", Encoding.ASCII.GetString(secret.Data["AWS_ENDPOINT_URL_S3"]), StringComparison.Ordinal);
    }

    private async Task CreateAsync()
    {
        await CreatePoolAsync();
        await CreateStoreAsync(static spec => spec with { Gateway = new GatewaySpec { Tls = new GatewayTls { CertManager = new GatewayCertManager { IssuerRef = new CertificateIssuer { Name = "internal" } } } } });
    }

    /// <summary>What cert-manager does.</summary>
    private async Task IssueAsync(string content, string status = "True")
    {
        var certificate = await Operator.GetAsync<V1Certificate>(Key("main-endpoint-tls"));
        var files = new Dictionary<string, byte[]> { ["tls.crt"] = Encoding.ASCII.GetBytes(content), ["tls.key"] = Encoding.ASCII.GetBytes(content), ["ca.crt"] = "authority"u8.ToArray() };
        await Client.ApplyAsync(new V1Secret { Metadata = Meta("main-endpoint-tls"), Data = files }, new ApplyOptions { FieldManager = "cert-manager" }, Token);
        var condition = new V1Condition { Type = "Ready", Status = status, ObservedGeneration = certificate.Metadata.Generation, Reason = "Ready", Message = "." };
        await Client.ApplyStatusAsync(new V1Certificate { Metadata = Meta("main-endpoint-tls"), Status = new ForeignStatus { Conditions = [condition] } }, Token);
    }
}
