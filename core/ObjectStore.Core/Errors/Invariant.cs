using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ObjectStore.Core.Errors;

/// <summary>Checks of what must be true if our own code is right. On in Release; a broken one stops the process before it can do harm.</summary>
public static class Invariant
{
    /// <summary>Stops the process when <paramref name="condition"/> is false.</summary>
    public static void That(
        [DoesNotReturnIf(false)] bool condition,
        [CallerArgumentExpression(nameof(condition))] string? expression = null,
        [CallerFilePath] string? file = null,
        [CallerLineNumber] int line = 0)
    {
        if (!condition) Fail(expression, file, line);
    }

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Fail(string? expression, string? file, int line) =>
        Environment.FailFast($"Invariant broken: {expression} at {Path.GetFileName(file)}:{line}");
}
