using System.Collections.Concurrent;
using System.Text.Json;
using ObjectStore.Curator.Events;

namespace ObjectStore.Curator.Tests.Events;

/// <summary>Destinations that remember what they got, and fail when a test says so.</summary>
internal sealed class ScriptedDestinations(params string[] names) : IEventSenders
{
    private readonly ConcurrentQueue<Received> _received = new();

    public IReadOnlyList<string> Names => names;

    /// <summary>Why an attempt fails, or null; asked before an event counts as received.</summary>
    public Func<Received, string?> Failure { get; set; } = static _ => null;

    /// <summary>Awaited in each attempt.</summary>
    public Func<Received, CancellationToken, Task> Before { get; set; } = static (_, _) => Task.CompletedTask;

    /// <summary>Happens after an event has been received and before it is acknowledged.</summary>
    public Action<Received> After { get; set; } = static _ => { };

    /// <summary>Attempts so far.</summary>
    public int Attempts { get; private set; }

    public IReadOnlyList<Received> All => [.. _received];

    public IEventSender Of(string destination) => new Sender(this, destination);

    /// <summary>Events that a destination got, in their order.</summary>
    public IReadOnlyList<string> TextsOf(string destination) => [.. _received.Where(each => each.Destination == destination).Select(static each => $"{each.Key} {each.ETag}")];

    /// <summary>Reads an event that arrived.</summary>
    public static Received Read(string destination, EventMessage message)
    {
        using var json = JsonDocument.Parse(message.Body);
        if (json.RootElement.TryGetProperty("Event", out var test)) return new Received(destination, message.Id, test.GetString()!, "", "", "");
        var record = json.RootElement.GetProperty("Records")[0];
        var entity = record.GetProperty("s3").GetProperty("object");
        var eTag = entity.TryGetProperty("eTag", out var tag) ? tag.GetString()! : "-";
        return new Received(destination, message.Id, record.GetProperty("eventName").GetString()!, entity.GetProperty("key").GetString()!, eTag, entity.GetProperty("sequencer").GetString()!);
    }

    /// <summary>What arrived.</summary>
    internal sealed record Received(string Destination, string Id, string Event, string Key, string ETag, string Sequencer);

    private sealed class Sender(ScriptedDestinations all, string destination) : IEventSender
    {
        public async ValueTask<string?> SendAsync(EventMessage message, CancellationToken cancellationToken)
        {
            var received = Read(destination, message);
            lock (all._received) all.Attempts++;
            await all.Before(received, cancellationToken);
            if (all.Failure(received) is { } failure) return failure;
            all._received.Enqueue(received);
            all.After(received);
            return null;
        }
    }
}
