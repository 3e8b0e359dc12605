using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ObjectStore.Kubernetes.Client;
using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Hosting;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Kubernetes.Tests.ApiServers;
using ObjectStore.Kubernetes.Watching;
using ObjectStore.Testing;

namespace ObjectStore.Kubernetes.Tests.Controllers;

/// <summary>Controllers in a host over every API server, the fake and real ones.</summary>
public sealed class OperatorTests(ApiServerFixture server) : IAsyncLifetime
{
    private readonly WidgetScript _script = new();
    private string _namespace = "";
    private TestHost? _host;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IKubernetesClient Client => server.Client;

    private ListOptions Watched => new() { Namespace = _namespace };

    public async ValueTask InitializeAsync() => _namespace = await server.CreateNamespaceAsync();

    public async ValueTask DisposeAsync()
    {
        if (_host is not null) await _host.DisposeAsync();
    }

    [Fact]
    public async Task Reconcile_WidgetIsCreatedAndChanged_SeesBothStates()
    {
        await StartAsync();

        var widget = await CreateAsync("one", "red");
        await Wait.UntilAsync(() => _script.Reconciled.Any(seen => seen.Spec!.Color == "red"));
        await Client.PatchAsync<V1Widget>(widget.Key(), V1Patch.Merge("""{"spec":{"color":"blue"}}"""), null, Token);

        await Wait.UntilAsync(() => _script.Reconciled.Any(seen => seen.Spec!.Color == "blue"));
        Assert.All(_script.Reconciled, seen => Assert.True(seen.HasFinalizer(WidgetFinalizer.Identifier)));
    }

    [Fact]
    public async Task Reconcile_WidgetWasThereBefore_IsReconciled()
    {
        await CreateAsync("one", "red");

        await StartAsync();

        await Wait.UntilAsync(() => !_script.Reconciled.IsEmpty);
    }

    [Fact]
    public async Task Reconcile_StatusAloneChanges_IsNotReconciledAgain()
    {
        await StartAsync();
        var first = await CreateAsync("one", "red");
        await Wait.UntilAsync(() => !_script.Reconciled.IsEmpty);
        await Wait.UntilAsync(async () => (await Client.GetAsync<V1Widget>(first.Key(), Token))!.HasFinalizer(WidgetFinalizer.Identifier));
        var status = new V1Widget { Metadata = new V1ObjectMeta { Name = "one", Namespace = _namespace }, Status = new V1WidgetStatus { Phase = "Ready" } };
        await Client.ApplyStatusAsync(status, Token);

        // Comes after the status in the same watch, so when it is there the status has been seen.
        await CreateAsync("two", "red");
        await Wait.UntilAsync(() => _script.Reconciled.Any(seen => seen.Metadata.Name == "two"));

        Assert.DoesNotContain(_script.Reconciled, seen => seen.Status is not null);
    }

    [Fact]
    public async Task Reconcile_Fails_IsTriedAgainUntilItSucceeds()
    {
        _script.FailuresLeft = 4;
        await StartAsync();

        await CreateAsync("one", "red");

        await Wait.UntilAsync(() => !_script.Succeeded.IsEmpty);
        Assert.Equal(5, _script.Reconciled.Count);
    }

    [Fact]
    public async Task Reconcile_RequeueAfter_IsReconciledWithoutAChange()
    {
        _script.RequeueAfter = TimeSpan.FromMilliseconds(20);
        await StartAsync();

        await CreateAsync("one", "red");

        await Wait.UntilAsync(() => _script.Succeeded.Count >= 3);
    }

    [Fact]
    public async Task Reconcile_ManyWidgetsAndChanges_NeverTheSameTwiceAtOnce()
    {
        await StartAsync();

        var widgets = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => CreateAsync($"widget-{i}", "red")));
        for (var size = 1; size <= 5; size++)
        {
            var patch = V1Patch.Merge($$$"""{"spec":{"size":{{{size}}}}}""");
            await Task.WhenAll(widgets.Select(widget => Client.PatchAsync<V1Widget>(widget.Key(), patch, null, Token)));
        }

        await Wait.UntilAsync(() => widgets.All(widget => _script.Succeeded.Any(seen => seen.Key() == widget.Key() && seen.Spec!.Size == 5)));
        Assert.False(_script.HasOverlapped);
    }

    [Fact]
    public async Task Delete_WidgetHasFinalizer_IsFinalizedThenGoneThenTold()
    {
        await StartAsync();
        var widget = await CreateAsync("one", "red");
        await Wait.UntilAsync(() => !_script.Succeeded.IsEmpty);

        await Client.DeleteAsync<V1Widget>(widget.Key(), new V1DeleteOptions(), Token);

        await Wait.UntilAsync(async () => await Client.GetAsync<V1Widget>(widget.Key(), Token) is null);
        await Wait.UntilAsync(() => !_script.Deleted.IsEmpty);
        Assert.Equal(1, _script.Finalized);
    }

    [Fact]
    public async Task Delete_FinalizerFails_WidgetStaysUntilItSucceeds()
    {
        _script.FinalizerFailuresLeft = 3;
        await StartAsync();
        var widget = await CreateAsync("one", "red");
        await Wait.UntilAsync(() => !_script.Succeeded.IsEmpty);

        await Client.DeleteAsync<V1Widget>(widget.Key(), new V1DeleteOptions(), Token);

        await Wait.UntilAsync(async () => await Client.GetAsync<V1Widget>(widget.Key(), Token) is null);
        Assert.Equal(4, _script.Finalized);
    }

    [Fact]
    public async Task Delete_FinalizerOfAnother_IsKept()
    {
        await StartAsync();
        var widget = await CreateAsync("one", "red", $"{V1Widget.Group}/of-another");
        await Wait.UntilAsync(() => !_script.Succeeded.IsEmpty);

        await Client.DeleteAsync<V1Widget>(widget.Key(), new V1DeleteOptions(), Token);
        await Wait.UntilAsync(async () => (await Client.GetAsync<V1Widget>(widget.Key(), Token))?.HasFinalizer(WidgetFinalizer.Identifier) == false);
        var left = (await Client.GetAsync<V1Widget>(widget.Key(), Token))!;
        await Client.PatchAsync<V1Widget>(widget.Key(), V1Patch.Merge("""{"metadata":{"finalizers":null}}"""), null, Token);

        Assert.Equal([$"{V1Widget.Group}/of-another"], left.Metadata.Finalizers!);
        await Wait.UntilAsync(() => !_script.Deleted.IsEmpty);
    }

    [Fact]
    public async Task Owns_OwnedObjectIsDeleted_OwnerIsReconciled()
    {
        await StartAsync();
        var widget = await CreateAsync("one", "red");
        await Wait.UntilAsync(() => !_script.Succeeded.IsEmpty);
        var owned = new V1ConfigMap
        {
            Metadata = new V1ObjectMeta { Name = "owned", Namespace = _namespace, Labels = new Dictionary<string, string> { ["tests"] = "yes" }, OwnerReferences = [widget.MakeControllerReference()] },
        };
        await Client.CreateAsync(owned, Token);
        await Wait.UntilAsync(() => _script.Succeeded.Count >= 2);

        await Client.DeleteAsync<V1ConfigMap>(owned.Key(), new V1DeleteOptions(), Token);

        await Wait.UntilAsync(() => _script.Succeeded.Count >= 3);
    }

    /// <summary>A change that concerns nobody comes before one that does, in the same watch.</summary>
    [Fact]
    public async Task Watches_ChangeThatConcernsNobody_ReconcilesNothing()
    {
        await StartAsync();
        await CreateAsync("one", "red");
        await Wait.UntilAsync(() => !_script.Succeeded.IsEmpty);
        var watched = new V1Secret { Metadata = new V1ObjectMeta { Name = "watched", Namespace = _namespace }, Data = new Dictionary<string, byte[]> { ["counts"] = [1] } };
        await Client.CreateAsync(watched, Token);
        await Wait.UntilAsync(() => _script.Succeeded.Count == 2);

        var beat = await Client.PatchAsync<V1Secret>(watched.Key(), V1Patch.Merge("""{"metadata":{"annotations":{"beat":"1"}}}"""), null, Token);
        await Wait.UntilAsync(() => _host!.Services.GetRequiredService<InformerFactory>().Get<V1Secret>(Watched).Get(watched.Key())!.Metadata.ResourceVersion == beat.Metadata.ResourceVersion);
        await Client.PatchAsync<V1Secret>(watched.Key(), V1Patch.Merge("""{"data":{"counts":"Ag=="}}"""), null, Token);
        await CreateAsync("two", "red");
        await Wait.UntilAsync(() => _script.Succeeded.Any(static seen => seen.Metadata.Name == "two") && _script.Succeeded.Count(static seen => seen.Metadata.Name == "one") >= 3);

        Assert.Equal(3, _script.Succeeded.Count(static seen => seen.Metadata.Name == "one"));
    }

    [Fact]
    public async Task TwoOperators_FirstStops_SecondReconciles()
    {
        await StartAsync();
        await CreateAsync("one", "red");
        await Wait.UntilAsync(() => !_script.Succeeded.IsEmpty);
        var another = new WidgetScript();
        await using var second = await TestHost.StartAsync(Build(another));

        await _host!.StopAsync();
        var before = _script.Reconciled.Count;
        await CreateAsync("two", "red");

        await Wait.UntilAsync(() => another.Succeeded.Count >= 2);
        Assert.Equal(before, _script.Reconciled.Count);
    }

    private async Task StartAsync() => _host = await TestHost.StartAsync(Build(_script));

    private IHost Build(WidgetScript script)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Operator:Namespace"] = _namespace,
            ["Operator:WatchNamespaces:0"] = _namespace,
            ["Operator:RetryDelayMin"] = "00:00:00.010",
            ["Operator:LeaseRetryPeriod"] = "00:00:00.100",

            // A busy machine loses no lease.
            ["Operator:LeaseDuration"] = "00:05:00",
            ["Operator:LeaseRenewDeadline"] = "00:04:00",
        });
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(script);
        builder.Services.AddSingleton(server.Configuration);
        builder.Services.AddKubernetesClient(TestJson.Default);
        builder.Services.AddKubernetesOperator()
            .AddController<WidgetController, V1Widget>()
            .AddFinalizer<WidgetFinalizer, V1Widget>(WidgetFinalizer.Identifier)
            .Owns<V1Widget, V1ConfigMap>(new ListOptions { Namespace = _namespace, LabelSelector = "tests=yes" })
            .Watches<V1Widget, V1Secret>(
                Watched, static (_, widgets) => widgets.List().Where(static widget => widget.Metadata.Name == "one").Select(static widget => widget.Key()),
                static (before, now) => before.Data!["counts"].SequenceEqual(now.Data!["counts"]));
        return builder.Build();
    }

    private Task<V1Widget> CreateAsync(string name, string color, params string[] finalizers) => Client.CreateAsync(
        new V1Widget { Metadata = new V1ObjectMeta { Name = name, Namespace = _namespace, Finalizers = finalizers.Length == 0 ? null : finalizers }, Spec = new V1WidgetSpec { Color = color } }, Token);
}
