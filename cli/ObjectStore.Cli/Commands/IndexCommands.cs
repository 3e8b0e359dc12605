using System.CommandLine;

namespace ObjectStore.Cli.Commands;

/// <summary><c>objectstore index …</c>.</summary>
internal static class IndexCommands
{
    public static Command Create(CliSession session)
    {
        var command = new Command("index", "Verifies, exports and imports the index: the catalog and all keys, not the data.");
        command.Subcommands.Add(IndexVerifyCommand.Create(session));
        command.Subcommands.Add(IndexExportCommand.Create(session));
        command.Subcommands.Add(IndexImportCommand.Create(session));
        return command;
    }
}
