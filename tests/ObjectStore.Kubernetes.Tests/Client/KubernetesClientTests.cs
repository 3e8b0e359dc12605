using System.Text;
using ObjectStore.Kubernetes.Client;
using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Kubernetes.Tests.ApiServers;

namespace ObjectStore.Kubernetes.Tests.Client;

/// <summary>What every API server does, the fake and real ones.</summary>
public class KubernetesClientTests(ApiServerFixture server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IKubernetesClient Client => server.Client;

    [Fact]
    public async Task GetAsync_ObjectIsMissing_ReturnsNull()
    {
        var @namespace = await server.CreateNamespaceAsync();

        Assert.Null(await Client.GetAsync<V1ConfigMap>(new EntityKey(@namespace, "missing"), Token));
    }

    [Fact]
    public async Task CreateAsync_ObjectIsNew_IsReadBackWithWhatTheServerAdds()
    {
        var @namespace = await server.CreateNamespaceAsync();
        var map = ConfigMap(@namespace, "one", ("a", "b")) with { BinaryData = new Dictionary<string, byte[]> { ["bytes"] = [0, 255, 1] } };

        await Client.CreateAsync(map, Token);
        var read = await Client.GetAsync<V1ConfigMap>(map.Key(), Token);

        Assert.NotNull(read);
        Assert.Equal("b", read.Data!["a"]);
        Assert.Equal([0, 255, 1], read.BinaryData!["bytes"]);
        Assert.False(string.IsNullOrEmpty(read.Metadata.Uid));
        Assert.False(string.IsNullOrEmpty(read.Metadata.ResourceVersion));
        Assert.NotNull(read.Metadata.CreationTimestamp);
    }

    [Fact]
    public async Task CreateAsync_NameIsTaken_ThrowsAlreadyExists()
    {
        var map = ConfigMap(await server.CreateNamespaceAsync(), "one");
        await Client.CreateAsync(map, Token);

        var exception = await Assert.ThrowsAsync<KubernetesApiException>(() => Client.CreateAsync(map, Token));

        Assert.True(exception.IsAlreadyExists);
        Assert.False(exception.IsConflict);
    }

    [Fact]
    public async Task CreateAsync_NameIsNoName_ThrowsInvalid()
    {
        var map = ConfigMap(await server.CreateNamespaceAsync(), "Not_A_Name");

        var exception = await Assert.ThrowsAsync<KubernetesApiException>(() => Client.CreateAsync(map, Token));

        Assert.True(exception.IsInvalid);
        Assert.Equal(StatusReasons.Invalid, exception.Reason);
    }

    [Fact]
    public async Task CreateAsync_NamespaceIsMissing_ThrowsNotFound()
    {
        var exception = await Assert.ThrowsAsync<KubernetesApiException>(() => Client.CreateAsync(ConfigMap("objectstore-no-such-namespace", "one"), Token));

        Assert.True(exception.IsNotFound);
    }

    [Fact]
    public async Task UpdateAsync_VersionIsOld_ThrowsConflictAndChangesNothing()
    {
        var map = ConfigMap(await server.CreateNamespaceAsync(), "one", ("a", "1"));
        var first = await Client.CreateAsync(map, Token);
        await Client.UpdateAsync(first with { Data = new Dictionary<string, string> { ["a"] = "2" } }, Token);

        var exception = await Assert.ThrowsAsync<KubernetesApiException>(() => Client.UpdateAsync(first with { Data = new Dictionary<string, string> { ["a"] = "3" } }, Token));

        Assert.True(exception.IsConflict);
        Assert.Equal("2", (await Client.GetAsync<V1ConfigMap>(map.Key(), Token))!.Data!["a"]);
    }

    [Fact]
    public async Task UpdateWithRetryAsync_OthersWriteMeanwhile_KeepsBothChanges()
    {
        var map = ConfigMap(await server.CreateNamespaceAsync(), "one", ("count", "0"));
        await Client.CreateAsync(map, Token);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Client.UpdateWithRetryAsync<V1ConfigMap>(map.Key(), Increment, Token)));

        Assert.Equal("4", (await Client.GetAsync<V1ConfigMap>(map.Key(), Token))!.Data!["count"]);

        static V1ConfigMap Increment(V1ConfigMap current) => current with { Data = new Dictionary<string, string> { ["count"] = $"{int.Parse(current.Data!["count"], null) + 1}" } };
    }

    [Fact]
    public async Task ListAsync_MoreThanAPage_ReturnsAllOnceInOneState()
    {
        var @namespace = await server.CreateNamespaceAsync();
        for (var i = 0; i < 7; i++) await Client.CreateAsync(Labelled(@namespace, $"map-{i}", "blue"), Token);
        using var small = new PagedClient(server);

        // Clusters put config maps of their own into every namespace.
        var list = await small.Client.ListAsync<V1ConfigMap>(new ListOptions { Namespace = @namespace, LabelSelector = "color=blue" }, Token);

        Assert.Equal(Enumerable.Range(0, 7).Select(i => $"map-{i}"), list.Items.Select(item => item.Metadata.Name));
        Assert.All(list.Items, item => Assert.Equal(("v1", "ConfigMap"), (item.ApiVersion, item.Kind)));
    }

    [Fact]
    public async Task ListPageAsync_LimitIsSmall_GoesOnWithTheToken()
    {
        var @namespace = await server.CreateNamespaceAsync();
        for (var i = 0; i < 4; i++) await Client.CreateAsync(Secret(@namespace, $"secret-{i}"), Token);
        using var small = new PagedClient(server);
        var options = new ListOptions { Namespace = @namespace };

        var first = await small.Client.ListPageAsync<V1Secret>(options, null, Token);
        var second = await small.Client.ListPageAsync<V1Secret>(options, first.Continue, Token);

        Assert.Equal((3, 1), (first.Items.Count, second.Items.Count));
        Assert.NotNull(first.Continue);
        Assert.Null(second.Continue);
    }

    [Fact]
    public async Task ListAsync_LabelSelector_ReturnsWhatMatches()
    {
        var @namespace = await server.CreateNamespaceAsync();
        await Client.CreateAsync(Labelled(@namespace, "a", "red"), Token);
        await Client.CreateAsync(Labelled(@namespace, "b", "blue"), Token);

        var list = await Client.ListAsync<V1ConfigMap>(new ListOptions { Namespace = @namespace, LabelSelector = "color=red" }, Token);

        Assert.Equal(["a"], list.Items.Select(item => item.Metadata.Name));
    }

    [Fact]
    public async Task WatchAsync_ChangesAfterTheVersion_AreSeenInOrder()
    {
        var options = new ListOptions { Namespace = await server.CreateNamespaceAsync(), LabelSelector = "color=red" };
        var start = (await Client.ListAsync<V1ConfigMap>(options, Token)).ResourceVersion;
        var map = await Client.CreateAsync(Labelled(options.Namespace, "a", "red"), Token);
        await Client.CreateAsync(Labelled(options.Namespace, "other", "blue"), Token);
        await Client.PatchAsync<V1ConfigMap>(map.Key(), V1Patch.Merge("""{"data":{"x":"y"}}"""), null, Token);
        await Client.DeleteAsync<V1ConfigMap>(map.Key(), new V1DeleteOptions(), Token);

        var seen = await Client.WatchAsync<V1ConfigMap>(options, start, Token).Where(change => change.Type != WatchEventType.Bookmark).Take(3).ToListAsync(Token);

        Assert.Equal([WatchEventType.Added, WatchEventType.Modified, WatchEventType.Deleted], seen.Select(change => change.Type));
        Assert.All(seen, change => Assert.Equal(map.Key(), change.Key));
        Assert.Equal("y", seen[2].Entity!.Data!["x"]);
        Assert.Equal(3, seen.Select(change => change.ResourceVersion).Distinct().Count());
    }

    [Fact]
    public async Task WatchAsync_LabelChanges_IsSeenAsGone()
    {
        var options = new ListOptions { Namespace = await server.CreateNamespaceAsync(), LabelSelector = "color=red" };
        var map = await Client.CreateAsync(Labelled(options.Namespace, "a", "red"), Token);
        var start = (await Client.ListAsync<V1ConfigMap>(options, Token)).ResourceVersion;
        await Client.PatchAsync<V1ConfigMap>(map.Key(), V1Patch.Merge("""{"metadata":{"labels":{"color":"blue"}}}"""), null, Token);

        var seen = await Client.WatchAsync<V1ConfigMap>(options, start, Token).FirstAsync(change => change.Type != WatchEventType.Bookmark, Token);

        Assert.Equal(WatchEventType.Deleted, seen.Type);
    }

    [Fact]
    public async Task ApplyAsync_ObjectIsMissing_CreatesIt()
    {
        var widget = Widget(await server.CreateNamespaceAsync(), "one", new V1WidgetSpec { Color = "red", Size = 3 });

        var applied = await Client.ApplyAsync(widget, ApplyOptions.Careful, Token);

        Assert.Equal(("red", 3), (applied.Spec!.Color, applied.Spec.Size));
        Assert.Equal(1, applied.Metadata.Generation);
    }

    [Fact]
    public async Task ApplyAsync_SameAgain_ChangesNoVersion()
    {
        var widget = Widget(await server.CreateNamespaceAsync(), "one", new V1WidgetSpec { Color = "red", Parts = ["a", "b"] });
        var first = await Client.ApplyAsync(widget, ApplyOptions.Forced, Token);

        var second = await Client.ApplyAsync(widget, ApplyOptions.Forced, Token);

        Assert.Equal(first.Metadata.ResourceVersion, second.Metadata.ResourceVersion);
    }

    [Fact]
    public async Task ApplyAsync_FieldIsLeftOut_RemovesItAndKeepsThoseOfOthers()
    {
        var @namespace = await server.CreateNamespaceAsync();
        await Client.ApplyAsync(Widget(@namespace, "one", new V1WidgetSpec { Color = "red" }), ApplyOptions.Careful, Token);
        await Client.ApplyAsync(Widget(@namespace, "one", new V1WidgetSpec { Size = 5 }), new ApplyOptions { FieldManager = "another" }, Token);

        var applied = await Client.ApplyAsync(Widget(@namespace, "one", new V1WidgetSpec()), ApplyOptions.Careful, Token);

        Assert.Null(applied.Spec!.Color);
        Assert.Equal(5, applied.Spec.Size);
        Assert.True(applied.Metadata.Generation > 1);
    }

    [Fact]
    public async Task ApplyAsync_FieldOfAnother_ConflictsUnlessForced()
    {
        var @namespace = await server.CreateNamespaceAsync();
        await Client.ApplyAsync(Widget(@namespace, "one", new V1WidgetSpec { Color = "red" }), new ApplyOptions { FieldManager = "another" }, Token);
        var wanted = Widget(@namespace, "one", new V1WidgetSpec { Color = "blue" });

        var exception = await Assert.ThrowsAsync<KubernetesApiException>(() => Client.ApplyAsync(wanted, ApplyOptions.Careful, Token));
        var forced = await Client.ApplyAsync(wanted, ApplyOptions.Forced, Token);

        Assert.True(exception.IsConflict);
        Assert.Equal("blue", forced.Spec!.Color);
    }

    [Fact]
    public async Task ApplyAsync_UidOfAnObjectThatIsGone_ConflictsAndMakesNone()
    {
        var widget = Widget(await server.CreateNamespaceAsync(), "one", new V1WidgetSpec { Color = "red" });
        var first = await Client.ApplyAsync(widget, ApplyOptions.Forced, Token);
        await Client.DeleteAsync<V1Widget>(first.Key(), new V1DeleteOptions(), Token);

        var over = widget with { Metadata = widget.Metadata with { Uid = first.Metadata.Uid } };
        var exception = await Assert.ThrowsAsync<KubernetesApiException>(() => Client.ApplyAsync(over, ApplyOptions.Forced, Token));

        Assert.True(exception.IsConflict);
        Assert.Null(await Client.GetAsync<V1Widget>(first.Key(), Token));
    }

    [Fact]
    public async Task ApplyAsync_UidOfAnObject_ChangesThatOne()
    {
        var widget = Widget(await server.CreateNamespaceAsync(), "one", new V1WidgetSpec { Color = "red" });
        var first = await Client.ApplyAsync(widget, ApplyOptions.Forced, Token);

        var changed = await Client.ApplyAsync(widget with { Metadata = widget.Metadata with { Uid = first.Metadata.Uid }, Spec = new V1WidgetSpec { Color = "blue" } }, ApplyOptions.Forced, Token);

        Assert.Equal((first.Metadata.Uid, "blue"), (changed.Metadata.Uid, changed.Spec!.Color));
    }

    [Fact]
    public async Task ApplyStatusAsync_ObjectExists_ChangesStatusAlone()
    {
        var widget = Widget(await server.CreateNamespaceAsync(), "one", new V1WidgetSpec { Color = "red" });
        await Client.ApplyAsync(widget, ApplyOptions.Forced, Token);
        var time = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        var status = new V1WidgetStatus { Phase = "Ready", Conditions = [new V1Condition { Type = "Ready", Status = "True", Reason = "Fine", LastTransitionTime = time }] };

        await Client.ApplyStatusAsync(widget with { Spec = null, Status = status }, Token);
        var read = (await Client.GetAsync<V1Widget>(widget.Key(), Token))!;

        Assert.Equal("red", read.Spec!.Color);
        Assert.Equal("Ready", read.Status!.Phase);
        Assert.Equal(time, read.Status.Conditions![0].LastTransitionTime);
        Assert.Equal(1, read.Metadata.Generation);
    }

    [Fact]
    public async Task UpdateStatusAsync_SpecDiffers_ChangesStatusAlone()
    {
        var widget = await Client.CreateAsync(Widget(await server.CreateNamespaceAsync(), "one", new V1WidgetSpec { Color = "red" }), Token);

        await Client.UpdateStatusAsync(widget with { Spec = new V1WidgetSpec { Color = "blue" }, Status = new V1WidgetStatus { Phase = "Done" } }, Token);
        var read = (await Client.GetAsync<V1Widget>(widget.Key(), Token))!;

        Assert.Equal(("red", "Done"), (read.Spec!.Color, read.Status!.Phase));
    }

    [Fact]
    public async Task PatchAsync_TestOfJsonPatchFails_ChangesNothing()
    {
        var widget = await Client.CreateAsync(Widget(await server.CreateNamespaceAsync(), "one", new V1WidgetSpec { Color = "red" }), Token);
        var patch = V1Patch.JsonPatch("""[{"op":"replace","path":"/spec/color","value":"blue"},{"op":"test","path":"/spec/color","value":"green"}]""");

        await Assert.ThrowsAsync<KubernetesApiException>(() => Client.PatchAsync<V1Widget>(widget.Key(), patch, null, Token));

        Assert.Equal("red", (await Client.GetAsync<V1Widget>(widget.Key(), Token))!.Spec!.Color);
    }

    [Fact]
    public async Task DeleteAsync_ObjectIsMissing_ReturnsFalse()
    {
        Assert.False(await Client.DeleteAsync<V1Secret>(new EntityKey(await server.CreateNamespaceAsync(), "missing"), new V1DeleteOptions(), Token));
    }

    [Fact]
    public async Task DeleteAsync_UidIsAnothers_ThrowsConflictAndKeepsIt()
    {
        var secret = await Client.CreateAsync(Secret(await server.CreateNamespaceAsync(), "one"), Token);
        var options = new V1DeleteOptions { Preconditions = new V1Preconditions { Uid = Guid.NewGuid().ToString() } };

        var exception = await Assert.ThrowsAsync<KubernetesApiException>(() => Client.DeleteAsync<V1Secret>(secret.Key(), options, Token));

        Assert.True(exception.IsConflict);
        Assert.NotNull(await Client.GetAsync<V1Secret>(secret.Key(), Token));
        Assert.True(await Client.DeleteAsync<V1Secret>(secret.Key(), new V1DeleteOptions { Preconditions = new V1Preconditions { Uid = secret.Metadata.Uid } }, Token));
        Assert.Null(await Client.GetAsync<V1Secret>(secret.Key(), Token));
    }

    [Fact]
    public async Task DeleteAsync_ObjectHasFinalizer_StaysUntilItIsRemoved()
    {
        var map = ConfigMap(await server.CreateNamespaceAsync(), "one");
        await Client.CreateAsync(map with { Metadata = map.Metadata with { Finalizers = [$"{V1Widget.Group}/hold"] } }, Token);

        Assert.True(await Client.DeleteAsync<V1ConfigMap>(map.Key(), new V1DeleteOptions(), Token));
        var deleting = (await Client.GetAsync<V1ConfigMap>(map.Key(), Token))!;
        await Client.PatchAsync<V1ConfigMap>(map.Key(), V1Patch.Merge("""{"metadata":{"finalizers":null}}"""), null, Token);

        Assert.True(deleting.IsDeleting());
        Assert.Null(await Client.GetAsync<V1ConfigMap>(map.Key(), Token));
    }

    [Fact]
    public async Task DeleteAsync_Foreground_WaitsForWhatItOwns()
    {
        var map = await Client.CreateAsync(ConfigMap(await server.CreateNamespaceAsync(), "one"), Token);
        var owned = Secret(map.Metadata.Namespace!, "owned");
        await Client.CreateAsync(owned with { Metadata = owned.Metadata with { OwnerReferences = [map.MakeControllerReference()], Finalizers = [$"{V1Widget.Group}/hold"] } }, Token);

        await Client.DeleteAsync<V1ConfigMap>(map.Key(), new V1DeleteOptions { PropagationPolicy = DeletePropagation.Foreground }, Token);
        var deleting = (await Client.GetAsync<V1ConfigMap>(map.Key(), Token))!;
        await Client.PatchAsync<V1Secret>(owned.Key(), V1Patch.Merge("""{"metadata":{"finalizers":null}}"""), null, Token);

        Assert.True(deleting.IsDeleting());
        Assert.True(deleting.HasFinalizer("foregroundDeletion"));
    }

    [Fact]
    public async Task ApplyAsync_WorkloadsAndPolicies_AreAccepted()
    {
        var @namespace = await server.CreateNamespaceAsync();

        var deployment = await Client.ApplyAsync(Samples.Deployment(@namespace), ApplyOptions.Forced, Token);
        var daemonSet = await Client.ApplyAsync(Samples.DaemonSet(@namespace), ApplyOptions.Forced, Token);
        var service = await Client.ApplyAsync(Samples.Service(@namespace), ApplyOptions.Forced, Token);
        var budget = await Client.ApplyAsync(Samples.Budget(@namespace), ApplyOptions.Forced, Token);
        var policy = await Client.ApplyAsync(Samples.NetworkPolicy(@namespace), ApplyOptions.Forced, Token);

        Assert.Equal("http", deployment.Spec!.Template.Spec!.Containers![0].ReadinessProbe!.HttpGet!.Port.Text);
        Assert.Equal("/mnt/disks/a", daemonSet.Spec!.Template.Spec!.Volumes![0].HostPath!.Path);
        Assert.Equal(9000, service.Spec!.Ports![0].Port);
        Assert.Equal("25%", budget.Spec!.MaxUnavailable!.Value.Text);
        Assert.Equal(9000, policy.Spec!.Ingress![0].Ports![0].Port!.Value.Number);
    }

    private static V1ConfigMap ConfigMap(string @namespace, string name, params (string Key, string Value)[] data) => new()
    {
        Metadata = new V1ObjectMeta { Name = name, Namespace = @namespace },
        Data = data.ToDictionary(entry => entry.Key, entry => entry.Value),
    };

    private static V1ConfigMap Labelled(string @namespace, string name, string color) => new()
    {
        Metadata = new V1ObjectMeta { Name = name, Namespace = @namespace, Labels = new Dictionary<string, string> { ["color"] = color } },
    };

    private static V1Secret Secret(string @namespace, string name) => new()
    {
        Metadata = new V1ObjectMeta { Name = name, Namespace = @namespace },
        Data = new Dictionary<string, byte[]> { ["key"] = Encoding.UTF8.GetBytes("value") },
    };

    private static V1Widget Widget(string @namespace, string name, V1WidgetSpec spec) => new() { Metadata = new V1ObjectMeta { Name = name, Namespace = @namespace }, Spec = spec };

    private sealed class PagedClient(ApiServerFixture server) : IDisposable
    {
        public KubernetesClient Client { get; } = server.CreateClient(new KubernetesClientOptions { FieldManager = "tests", PageEntities = 3 });

        public void Dispose() => Client.Dispose();
    }
}
