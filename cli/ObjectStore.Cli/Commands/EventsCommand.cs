using System.CommandLine;
using ObjectStore.AdminApi;
using ObjectStore.Cli.Output;
using Spectre.Console;

namespace ObjectStore.Cli.Commands;

/// <summary><c>objectstore events</c>.</summary>
internal static class EventsCommand
{
    public static Command Create(CliSession session) =>
        session.CreateQuery("events", "Shows destinations of events, what waits for them, and what was given up.", AdminPaths.Events, AdminJson.Default.EventStatus, Show);

    private static void Show(CliSession session, EventStatus status)
    {
        var console = session.Context.ConsoleOf(session.Context.Output);
        var destinations = new TextTable("DESTINATION", ">WAITING", ">DELIVERED", ">FAILURES", ">DEAD LETTERS", "LAST FAILURE");
        foreach (var destination in status.Destinations)
        {
            destinations.Add(
                DestinationTables.NameOf(destination.Name, destination.IsInSettings),
                Quantities.Count(destination.Waiting),
                Quantities.Count(destination.Delivered),
                Quantities.Count(destination.Failures),
                Quantities.Count(destination.DeadLetters),
                destination.LastFailure ?? "");
        }

        destinations.WriteTo(console);
        ShowOutboxes(console, status);
        ShowDeadLetters(console, status);
    }

    private static void ShowOutboxes(IAnsiConsole console, EventStatus status)
    {
        if (status.Outboxes.Count == 0) return;
        var outboxes = new TextTable("BUCKET", ">EVENTS", ">BYTES", "STATE");
        foreach (var outbox in status.Outboxes) outboxes.Add(outbox.Bucket, Quantities.Count(outbox.Rows), Quantities.Bytes(outbox.Bytes), outbox.IsFull ? "full: new events are lost" : "");
        console.WriteLine();
        outboxes.WriteTo(console);
    }

    private static void ShowDeadLetters(IAnsiConsole console, EventStatus status)
    {
        var all = status.Destinations.SelectMany(static destination => destination.LastDeadLetters.Select(letter => (destination.Name, Letter: letter)));
        var letters = DestinationTables.LatestOf(all, static each => each.Letter.GivenUpAt);
        if (letters.Count == 0) return;
        var table = new TextTable("GIVEN UP", "DESTINATION", "EVENT", "BUCKET", "KEY");
        foreach (var (destination, letter) in letters) table.Add($"{letter.GivenUpAt:u}", destination, letter.Event, letter.Bucket, letter.Key);
        console.WriteLine();
        table.WriteTo(console);
    }
}
