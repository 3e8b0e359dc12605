using Microsoft.Extensions.Logging.Abstractions;
using ObjectStore.Kubernetes.Client;
using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Events;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Kubernetes.Tests.ApiServers;
using ObjectStore.Testing;

namespace ObjectStore.Kubernetes.Tests.Events;

/// <summary>Events over every API server, the fake and real ones.</summary>
public class EventRecorderTests(ApiServerFixture server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PublishAsync_First_CreatesAnEventAboutTheEntity()
    {
        var widget = await CreateWidgetAsync();

        await Recorder().PublishAsync(widget, "PoolIsFull", "There is no room.", EventType.Warning, Token);

        var published = Assert.Single(await EventsAsync(widget));
        Assert.Equal(("PoolIsFull", "There is no room.", "Warning"), (published.Reason, published.Note, published.Type));
        Assert.Equal(("Widget", widget.Metadata.Uid), (published.Regarding!.Kind, published.Regarding.Uid));
        Assert.Null(published.Series);
    }

    [Fact]
    public async Task PublishAsync_SameAgain_IsCountedInASeries()
    {
        var widget = await CreateWidgetAsync();
        var recorder = Recorder();

        for (var i = 0; i < 3; i++) await recorder.PublishAsync(widget, "PoolIsFull", "There is no room.", EventType.Warning, Token);
        await recorder.PublishAsync(widget, "PoolIsFull", "There is no room in zone a.", EventType.Warning, Token);

        var published = await EventsAsync(widget);
        Assert.Equal(2, published.Count);
        Assert.Equal(3, published.Single(item => item.Series is not null).Series!.Count);
    }

    [Fact]
    public async Task PublishAsync_EventWasForgotten_BeginsAnew()
    {
        var widget = await CreateWidgetAsync();
        var recorder = Recorder();
        await recorder.PublishAsync(widget, "Ready", "It is ready.", EventType.Normal, Token);
        await server.Client.DeleteAsync<V1Event>((await EventsAsync(widget))[0].Key(), new V1DeleteOptions(), Token);

        await recorder.PublishAsync(widget, "Ready", "It is ready.", EventType.Normal, Token);

        Assert.Single(await EventsAsync(widget));
    }

    [Fact]
    public async Task PublishAsync_NoteIsTooLong_IsShortened()
    {
        var widget = await CreateWidgetAsync();

        await Recorder().PublishAsync(widget, "Ready", new string('ä', 2000), EventType.Normal, Token);

        Assert.EndsWith("ä…", Assert.Single(await EventsAsync(widget)).Note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PublishAsync_NamespaceIsMissing_DoesNotFail()
    {
        var widget = new V1Widget { Metadata = new V1ObjectMeta { Name = "one", Namespace = "objectstore-no-such-namespace", Uid = "1" } };

        await Recorder().PublishAsync(widget, "Ready", "It is ready.", EventType.Normal, Token);
    }

    [Fact]
    public async Task PublishAsync_FarTooMany_DropsTheRestUntilTimeHasPassed()
    {
        var widget = await CreateWidgetAsync();
        var time = new ManualTimeProvider();
        var recorder = Recorder(time);

        for (var i = 0; i < 70; i++) await recorder.PublishAsync(widget, "Flood", $"Event {i}.", EventType.Normal, Token);
        var atOnce = (await EventsAsync(widget)).Count;
        time.Advance(TimeSpan.FromSeconds(1));
        for (var i = 0; i < 20; i++) await recorder.PublishAsync(widget, "Flood", $"Later event {i}.", EventType.Normal, Token);

        Assert.Equal((50, 55), (atOnce, (await EventsAsync(widget)).Count));
    }

    private async Task<V1Widget> CreateWidgetAsync() =>
        await server.Client.CreateAsync(new V1Widget { Metadata = new V1ObjectMeta { Name = "one", Namespace = await server.CreateNamespaceAsync() } }, Token);

    private async Task<IReadOnlyList<V1Event>> EventsAsync(V1Widget widget) =>
        (await server.Client.ListAsync<V1Event>(new ListOptions { Namespace = widget.Metadata.Namespace }, Token)).Items;

    private EventRecorder Recorder(TimeProvider? time = null) => new(
        server.Client, "objectstore.dev/tests", "tests-1", TestClients.Json, TestClients.Metrics(), time ?? TimeProvider.System, NullLogger<EventRecorder>.Instance);
}
