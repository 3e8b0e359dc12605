namespace ObjectStore.Cli.Output;

/// <summary>Says so when what is shown is the last word of a curator that is no longer at work.</summary>
internal static class CuratorNotice
{
    public static void Write(CliSession session, DateTimeOffset? reportedAt, bool isCurrent)
    {
        if (isCurrent) return;
        session.Context.Output.WriteLine(reportedAt is { } at
            ? $"WARNING: no curator has reported for {Quantities.Age(session.Context.Time.GetUtcNow() - at)}: this is how things were then, and nothing is being repaired."
            : "WARNING: no curator has ever reported: nothing is being repaired.");
    }
}
