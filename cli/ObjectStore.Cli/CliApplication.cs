using System.CommandLine;
using ObjectStore.Cli.Commands;
using ObjectStore.Cli.Connection;

namespace ObjectStore.Cli;

/// <summary>The commands, and the one place where their errors become a line and an exit code.</summary>
internal sealed class CliApplication
{
    private readonly CliContext _context;
    private readonly RootCommand _root;

    public CliApplication(CliContext context)
    {
        _context = context;
        var session = new CliSession(context);
        _root = new RootCommand("Administers an object store through its admin endpoint. Keys come from the environment: "
            + $"{Credentials.AccessKeyVariable} and {Credentials.SecretKeyVariable}, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.");
        session.AddOptionsTo(_root);
        _root.Subcommands.Add(DevicesCommands.Create(session));
        _root.Subcommands.Add(NodesCommands.Create(session));
        _root.Subcommands.Add(PoolsCommands.Create(session));
        _root.Subcommands.Add(RepairsCommand.Create(session));
        _root.Subcommands.Add(RatesCommands.CreateForBuckets(session));
        _root.Subcommands.Add(RatesCommands.CreateForUsers(session));
        _root.Subcommands.Add(EventsCommand.Create(session));
        _root.Subcommands.Add(ReplicationCommand.Create(session));
        _root.Subcommands.Add(KeymapCommands.Create(session));
        _root.Subcommands.Add(DatabasesCommand.Create(session));
        _root.Subcommands.Add(IndexCommands.Create(session));
    }

    /// <summary>All commands.</summary>
    public Command Root => _root;

    /// <summary>Runs a command line; gives one of <see cref="ExitCode"/>.</summary>
    public async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var parsed = _root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors) await WriteErrorAsync(error.Message);
            return ExitCode.Usage;
        }

        var configuration = new InvocationConfiguration { Output = _context.Output, Error = _context.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
        try
        {
            return await parsed.InvokeAsync(configuration, cancellationToken);
        }
        catch (CliException exception)
        {
            await WriteErrorAsync(exception.Message);
            return exception.ExitCode;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await WriteErrorAsync("stopped.");
            return ExitCode.Failed;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            await WriteErrorAsync(exception.Message);
            return ExitCode.Failed;
        }
    }

    private Task WriteErrorAsync(string message) => _context.Error.WriteLineAsync($"objectstore: {message.ReplaceLineEndings(" ")}");
}
