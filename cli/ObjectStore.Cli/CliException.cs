namespace ObjectStore.Cli;

/// <summary>Ends the command with one line on standard error.</summary>
/// <param name="exitCode">One of <see cref="Cli.ExitCode"/>.</param>
/// <param name="message">The line.</param>
/// <param name="innerException">What lies behind it.</param>
internal sealed class CliException(int exitCode, string message, Exception? innerException = null) : Exception(message, innerException)
{
    public int ExitCode => exitCode;
}
