using System.Text;
using ObjectStore.Curator.Events;
using RabbitMQ.Client;
using Xunit;

namespace ObjectStore.Curator.Tests.Events;

/// <summary>Events over AMQP against a real RabbitMQ server.</summary>
public sealed class AmqpSenderTests(RabbitServer server) : IClassFixture<RabbitServer>
{
    private readonly string _queue = $"q-{Guid.NewGuid():N}";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Send_QueueBoundToExchange_ArrivesPersistentWithItsId()
    {
        server.SkipWhereAbsent();
        await using var connection = await server.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Cancel);
        var exchange = $"e-{_queue}";
        await channel.ExchangeDeclareAsync(exchange, ExchangeType.Topic, durable: true, cancellationToken: Cancel);
        await DeclareAsync(channel);
        await channel.QueueBindAsync(_queue, exchange, "store.#", cancellationToken: Cancel);
        using var sender = Make(server.Destination(exchange, "store.events"));

        Assert.Null(await sender.SendAsync(Message("a"), Cancel));
        Assert.Null(await sender.SendAsync(Message("b"), Cancel));

        var first = await channel.BasicGetAsync(_queue, autoAck: true, Cancel);
        Assert.Equal(("id-a", "application/json", DeliveryModes.Persistent, "store.events"), (first!.BasicProperties.MessageId, first.BasicProperties.ContentType, first.BasicProperties.DeliveryMode, first.RoutingKey));
        Assert.Equal("{\"a\":1}", Encoding.UTF8.GetString(first.Body.Span));
        Assert.Equal("id-b", (await channel.BasicGetAsync(_queue, autoAck: true, Cancel))!.BasicProperties.MessageId);
    }

    [Fact]
    public async Task Send_NoQueueForIt_FailsUntilThereIsOne()
    {
        server.SkipWhereAbsent();
        using var sender = Make(server.Destination("", _queue));
        Assert.Equal("unroutable: no queue is bound for it", await sender.SendAsync(Message("a"), Cancel));

        await using var connection = await server.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Cancel);
        await DeclareAsync(channel);

        Assert.Null(await sender.SendAsync(Message("a"), Cancel));
        Assert.Equal(1u, await channel.MessageCountAsync(_queue, Cancel));
    }

    [Fact]
    public async Task Send_NoExchange_FailsUntilThereIsOne()
    {
        server.SkipWhereAbsent();
        var exchange = $"e-{_queue}";
        using var sender = Make(server.Destination(exchange, ""));
        Assert.Equal("AMQP 404", await sender.SendAsync(Message("a"), Cancel));

        await using var connection = await server.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Cancel);
        await channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, cancellationToken: Cancel);
        await DeclareAsync(channel);
        await channel.QueueBindAsync(_queue, exchange, "", cancellationToken: Cancel);

        Assert.Null(await sender.SendAsync(Message("a"), Cancel));
    }

    [Fact]
    public async Task Send_QueueIsFull_IsRefusedAndTheConnectionGoesOn()
    {
        server.SkipWhereAbsent();
        await using var connection = await server.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Cancel);
        await DeclareAsync(channel, new() { ["x-max-length"] = 1, ["x-overflow"] = "reject-publish" });
        using var sender = Make(server.Destination("", _queue));
        Assert.Null(await sender.SendAsync(Message("a"), Cancel));

        Assert.Equal("the broker refused it", await sender.SendAsync(Message("b"), Cancel));

        Assert.NotNull(await channel.BasicGetAsync(_queue, autoAck: true, Cancel));
        Assert.Null(await sender.SendAsync(Message("b"), Cancel));
    }

    [Fact]
    public async Task Send_PasswordChanges_IsReadForTheNextConnection()
    {
        server.SkipWhereAbsent();
        await using var connection = await server.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Cancel);
        await DeclareAsync(channel);
        var file = Path.Combine(Path.GetTempPath(), $"objectstore-{_queue}");
        using var sender = Make(server.Destination("", _queue, passwordFile: file));
        Assert.Equal("a file of the settings is not there", await sender.SendAsync(Message("a"), Cancel));
        try
        {
            await File.WriteAllTextAsync(file, "wrong", Cancel);
            Assert.Equal("user or password were refused", await sender.SendAsync(Message("a"), Cancel));

            await File.WriteAllTextAsync(file, "guest", Cancel);
            Assert.Null(await sender.SendAsync(Message("a"), Cancel));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Send_Tls_OnlyWithATrustedAuthority()
    {
        server.SkipWhereAbsent();
        await using var connection = await server.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Cancel);
        await DeclareAsync(channel);
        using var trusting = Make(server.Destination("", _queue, server.TlsUrl, caFile: server.CaFile));
        using var other = Make(server.Destination("", _queue, server.TlsUrl, caFile: server.OtherCaFile));
        using var system = Make(server.Destination("", _queue, server.TlsUrl));

        Assert.Null(await trusting.SendAsync(Message("a"), Cancel));
        Assert.Equal("the broker's certificate is not trusted", await other.SendAsync(Message("a"), Cancel));
        Assert.Equal("the broker's certificate is not trusted", await system.SendAsync(Message("a"), Cancel));
    }

    [Fact]
    public async Task Send_NobodyListens_CannotConnect()
    {
        using var sender = Make(new DestinationOptions { Url = "amqp://127.0.0.1:1", RoutingKey = "q", UserFile = server.UserFile, PasswordFile = server.PasswordFile });

        Assert.Equal("cannot connect", await sender.SendAsync(Message("a"), Cancel));
    }

    [Fact]
    public async Task Send_Cancelled_Throws()
    {
        server.SkipWhereAbsent();
        using var sender = Make(server.Destination("", _queue));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await sender.SendAsync(Message("a"), new CancellationToken(canceled: true)));
    }

    /// <summary>Events of few keys while the server is killed again and again: each arrives, and first deliveries are in the order of their key.</summary>
    [Fact]
    public async Task Job_ServerIsKilledMeanwhile_EveryEventArrivesInOrder()
    {
        server.SkipWhereAbsent();
        await DeclareDurableAsync();
        var destinations = new SingleDestination("broker", Make(server.Destination("", _queue)));
        using var scene = new EventScene(new ScriptedDestinations("broker"), new EventOptions { PageRows = 20, KeysInParallel = 4 }, destinations);
        await scene.CreateBucketAsync(EventScene.Rule("broker"));
        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < 20; i++) await scene.PutAsync($"k{i % 4}", $"{round}-{i:d2}", EventScene.Rule("broker"));
            if (round == 1) await server.SendAsync("crash");
            await scene.RunAsync();
            scene.Time.Advance(TimeSpan.FromMinutes(6));
            if (round == 1) await server.SendAsync("start");
        }

        await scene.RunUntilEmptyAsync();
        destinations.Dispose();

        var received = await DrainAsync();
        for (var key = 0; key < 4; key++)
        {
            var expected = Enumerable.Range(0, 3).SelectMany(round => Enumerable.Range(0, 20).Where(i => i % 4 == key).Select(i => $"{round}-{i:d2}"));
            Assert.Equal(expected, received.Where(each => each.Key == $"k{key}").Select(static each => each.ETag).Distinct());
        }
    }

    private static AmqpSender Make(DestinationOptions destination) => new(destination, RabbitServer.Patience, TimeProvider.System);

    private static EventMessage Message(string name) => new($"id-{name}", Encoding.UTF8.GetBytes($"{{\"{name}\":1}}"));

    private async Task DeclareAsync(IChannel channel, Dictionary<string, object?>? arguments = null) =>
        await channel.QueueDeclareAsync(_queue, durable: true, exclusive: false, autoDelete: false, arguments, cancellationToken: Cancel);

    private async Task DeclareDurableAsync()
    {
        await using var connection = await server.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Cancel);
        await DeclareAsync(channel);
    }

    private async Task<List<ScriptedDestinations.Received>> DrainAsync()
    {
        await using var connection = await server.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Cancel);
        var received = new List<ScriptedDestinations.Received>();
        while (await channel.BasicGetAsync(_queue, autoAck: true, Cancel) is { } each)
            received.Add(ScriptedDestinations.Read("broker", new EventMessage(each.BasicProperties.MessageId!, each.Body)));
        return received;
    }

    /// <summary>A sender by its name.</summary>
    private sealed class SingleDestination(string name, AmqpSender sender) : IEventSenders, IDisposable
    {
        public IReadOnlyList<string> Names => [name];

        public IEventSender Of(string destination) => sender;

        public void Dispose() => sender.Dispose();
    }
}
