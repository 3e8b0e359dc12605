using System.Diagnostics;

namespace ObjectStore.Clients.Tests.Clients;

/// <summary>Runs a client program to its end, with a deadline.</summary>
internal static class CommandRunner
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(10);

    /// <summary>Runs the program without a shell.</summary>
    /// <exception cref="TimeoutException">It took over 10 minutes, and was ended.</exception>
    public static async Task<CommandResult> RunAsync(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var name in start.Environment.Keys.Where(IsClientSetting).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var command = $"{program} {string.Join(' ', start.ArgumentList)}";
        try
        {
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Deadline);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"Over {Deadline}: {command}\n{await error}", exception);
        }
        return new CommandResult(command, process.ExitCode, await output, await error);
    }

    /// <summary>Whether the variable configures a client, so that what this machine sets would change the test.</summary>
    private static bool IsClientSetting(string name) =>
        name.StartsWith("AWS_", StringComparison.Ordinal) || name.StartsWith("RCLONE_", StringComparison.Ordinal)
        || name.EndsWith("_PROXY", StringComparison.OrdinalIgnoreCase);
}
