using ObjectStore.Kubernetes.Client;
using ObjectStore.Kubernetes.Models;
using ObjectStore.KubernetesTesting;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Foreign;
using ObjectStore.Testing;

namespace ObjectStore.Operator.Tests.Controllers;

public sealed class GatewayApiTests : ControllerTests
{
    private static readonly ResourceKind Kind = new("gateway.networking.k8s.io", "v1", "httproutes", "HTTPRoute", true, true);

    [Fact]
    public async Task Reconcile_GatewayApiIsMissing_SaysSoAndGatewaysServe()
    {
        await CreateAsync();

        await Operator.ConditionAsync<V1Alpha1ObjectStore>(Key("main"), "RouteAccepted", "GatewayApiNotInstalled");

        await Operator.GetAsync<V1Deployment>(Key("main-gateway"));
        await Operator.ConditionAsync<V1Alpha1ObjectStore>(Key("main"), "IndexAvailable", "Open");
    }

    [Fact]
    public async Task Reconcile_GatewaysJudgeTheRoute_ConditionFollows()
    {
        Server.Add(Kind);
        await CreateAsync();
        await Operator.ConditionAsync<V1Alpha1ObjectStore>(Key("main"), "RouteAccepted", "Pending");

        await JudgeAsync("NotAllowedByListeners", "False");
        await Operator.ConditionAsync<V1Alpha1ObjectStore>(Key("main"), "RouteAccepted", "RouteNotAccepted");
        await JudgeAsync("Accepted", "True");
        await Operator.ConditionAsync<V1Alpha1ObjectStore>(Key("main"), "RouteAccepted", "Accepted");
        await Wait.UntilAsync(async () => (await Operator.GetAsync<V1Alpha1ObjectStore>(Key("main"))).Status?.Endpoints?.External is ["https://s3.example.com"]);
    }

    [Fact]
    public async Task Reconcile_SpecAsksNoMore_RouteIsDeleted()
    {
        Server.Add(Kind);
        await CreateAsync();
        await Operator.GetAsync<V1HTTPRoute>(Key("main-gateway"));

        await Client.PatchAsync<V1Alpha1ObjectStore>(Key("main"), V1Patch.Merge("""{"spec":{"gateway":{"gatewayApi":null}}}"""), null, Token);

        await Wait.UntilAsync(async () => await Client.GetAsync<V1HTTPRoute>(Key("main-gateway"), Token) is null);
    }

    [Fact]
    public async Task Reconcile_RouteOfAnotherThatSaysLittle_IsLeftAloneAndHoldsNothingUp()
    {
        Server.Add(Kind);
        await Client.CreateAsync(new V1HTTPRoute { Metadata = Meta("main-gateway"), Spec = new V1HTTPRouteSpec() }, Token);

        await StartStoreAsync();
        await Client.PatchAsync<V1Alpha1ObjectStore>(Key("main"), V1Patch.Merge("""{"spec":{"gateway":{"hostnames":["s3.example.com"],"gatewayApi":{"parentRefs":[{"name":"public"}]}}}}"""), null, Token);

        await Operator.ConditionAsync<V1Alpha1ObjectStore>(Key("main"), "RouteAccepted", "GatewayApiNameTaken");
        Assert.Null((await Operator.GetAsync<V1HTTPRoute>(Key("main-gateway"))).Spec!.ParentRefs);
    }

    private async Task CreateAsync()
    {
        await CreatePoolAsync();
        await CreateStoreAsync(static spec => spec with { Gateway = new GatewaySpec { Hostnames = ["s3.example.com"], GatewayApi = new GatewayApiRoute { ParentRefs = [new RouteParent { Name = "public" }] } } });
    }

    /// <summary>What the controller of a gateway does.</summary>
    private async Task JudgeAsync(string reason, string status)
    {
        var route = await Operator.GetAsync<V1HTTPRoute>(Key("main-gateway"));
        var condition = new V1Condition { Type = "Accepted", Status = status, ObservedGeneration = route.Metadata.Generation, Reason = reason, Message = "." };
        var parent = new V1RouteParentStatus { ParentRef = new V1RouteParent { Name = "public" }, Conditions = [condition] };
        await Client.ApplyStatusAsync(new V1HTTPRoute { Metadata = Meta("main-gateway"), Status = new V1HTTPRouteStatus { Parents = [parent] } }, Token);
    }
}
