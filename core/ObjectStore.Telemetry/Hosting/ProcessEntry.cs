using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using ObjectStore.Core.Errors;

namespace ObjectStore.Telemetry.Hosting;

/// <summary>How every process of the product ends: what a person has to correct is one line on standard error and exit code 2.</summary>
public static class ProcessEntry
{
    private const int Corrigible = 2;

    /// <summary>Runs a process from its start to its end.</summary>
    /// <param name="name">Of the program, before the line.</param>
    /// <param name="run">Gives the exit code.</param>
    /// <returns>The exit code: 2 for settings, stored state or addresses that a person has to look at, 0 when it was told to stop while it started.</returns>
    public static async Task<int> RunAsync(string name, Func<Task<int>> run)
    {
        ArgumentNullException.ThrowIfNull(run);
        try
        {
            return await run();
        }
        catch (OperationCanceledException)
        {
            // Asked to stop while it was starting.
            return 0;
        }
        catch (Exception exception) when (LineOf(exception) is { } line)
        {
            await Console.Error.WriteLineAsync($"{name}: {line.ReplaceLineEndings(" ")}");
            return Corrigible;
        }
    }

    /// <summary>Null for an exception that is a mistake of ours.</summary>
    private static string? LineOf(Exception exception) => exception switch
    {
        SettingsException or OptionsValidationException or StorageException { Code: StorageErrorCode.Refused } => exception.Message,
        AggregateException all when all.InnerExceptions.All(static inner => inner is OptionsValidationException) => string.Join("; ", all.InnerExceptions.Select(static inner => inner.Message)),
        IOException { InnerException: AddressInUseException } => exception.Message,
        _ => null,
    };
}
