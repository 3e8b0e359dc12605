using System.Text;
using ObjectStore.Index.Objects.Outbox;

namespace ObjectStore.Index.Conformance.Outbox;

/// <summary>Tells several destinations of every change, or none; remembers what the last plan of a change was to tell.</summary>
/// <param name="destinations">How many.</param>
internal sealed class TellingAll(int destinations) : IChangeNotices
{
    /// <summary>What the commit holds that was planned last.</summary>
    public IReadOnlyList<OutboxMessage> Last { get; private set; } = [];

    public IReadOnlyList<OutboxMessage> Of(in PlannedChange change)
    {
        var text = $"{change.Key} {(change.IsRemoval ? "removed" : change.Record.IsDeleteMarker ? "covered" : "kept")} {change.Record.ETag} {(change.HasVersions ? change.Record.Name : "-")}";
        return Last = [.. Enumerable.Range(0, destinations).Select(i => new OutboxMessage(OutboxConsumer.Notifications, $"to-{i}", Encoding.UTF8.GetBytes(text)))];
    }
}
