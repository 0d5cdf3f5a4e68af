using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Mlx4.Generators.Parsing;
using Mlx4.Runtime;
using Mlx4.Sample.Linux;

namespace Mlx4.Sample.Commands;

/// <summary>A step to refuse.</summary>
/// <param name="Step">The step.</param>
/// <param name="Occurrence">Which time that it is reached, the first being 1.</param>
/// <param name="Error">The error to refuse it with.</param>
internal sealed record StepFault(StepName Step, int Occurrence, Errno Error)
{
    /// <summary>What a call that returns a pointer fails with: the driver makes ENOMEM of it.</summary>
    private const string Null = "NULL";

    /// <summary>Reads <c>STEP[#N][=ERRNO]</c>, where ERRNO is a name or a number of either sign.</summary>
    /// <param name="text">The text.</param>
    /// <param name="fault">The fault.</param>
    /// <param name="problem">What is wrong with the text, and the way out.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out StepFault? fault, [NotNullWhen(false)] out string? problem)
    {
        fault = null;
        // The arguments of Linux's calls may have an equals sign.
        int end = text.LastIndexOf(')') + 1;
        (string rest, string? errorText) = FaultText.Split(text[end..], '=');
        (rest, string? occurrenceText) = FaultText.Split(rest, '#');
        string step = text[..end] + rest;

        Errno error = Errno.EIO;
        if (errorText is not null && !TryParseError(errorText, out error))
        {
            string? closest = Spelling.Closest(errorText, Enum.GetNames<Errno>());
            problem = $"--fail {text}: '{errorText}' is not an errno{(closest is null ? ": give a name such as ENOMEM, or its number" : $": did you mean {closest}?")}";
            return false;
        }
        if (!FaultText.TryParseOccurrence(occurrenceText, out int occurrence))
        {
            problem = $"--fail {text}: '#{occurrenceText}' is not a count: #1 is the first time that the step is reached";
            return false;
        }
        if (!StepName.TryParse(step, out StepName? name, out string? unknown))
        {
            problem = $"--fail {text}: {unknown}";
            return false;
        }
        fault = new StepFault(name, occurrence, error);
        problem = null;
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Step}{(Occurrence == 1 ? "" : $"#{Occurrence}")}={Error}";

    private static bool TryParseError(string text, out Errno error)
    {
        if (text == LinuxCall.DelayedReset)
        {
            error = Errno.ETIMEDOUT;
            return true;
        }
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number))
        {
            error = (Errno)Math.Abs((long)number);
            return error != Errno.Ok && Enum.IsDefined(error);
        }
        if (text == Null)
        {
            error = Errno.ENOMEM;
            return true;
        }
        return Enum.TryParse(text, ignoreCase: true, out error) && error != Errno.Ok;
    }
}
