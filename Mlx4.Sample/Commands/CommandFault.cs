using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Mlx4.Generators.Parsing;
using Mlx4.Sample.Hca;
using Mlx4.Sample.Hca.Commands;

namespace Mlx4.Sample.Commands;

/// <summary>A firmware command that is to fail, or to hang.</summary>
/// <param name="Opcode">The command.</param>
/// <param name="Occurrence">Which time that it is posted, the first being 1.</param>
/// <param name="Status">Its status; <see langword="null"/> if it hangs.</param>
internal sealed record CommandFault(Opcode Opcode, int Occurrence, CommandStatus? Status)
{
    private static IEnumerable<string> Failures => CommandNames.Statuses.Where(status => status.Value != CommandStatus.Ok).Select(status => status.Key);

    /// <summary>Reads <c>COMMAND[#N][=STATUS]</c>, both by name or as a hexadecimal number that begins with <c>0x</c>.</summary>
    public static bool TryParseFailure(string text, [NotNullWhen(true)] out CommandFault? fault, [NotNullWhen(false)] out string? problem)
    {
        fault = null;
        (string command, string? statusText) = FaultText.Split(text, '=');
        CommandStatus status = CommandStatus.InternalError;
        if (statusText is not null && !TryParseStatus(statusText, out status))
        {
            problem = $"--fail {text}: '{statusText}' is no status{Suggest(statusText, Failures, "BAD_SYS_STATE", "0x04")}";
            return false;
        }
        if (!TryParse("--fail", text, command, out Opcode opcode, out int occurrence, out problem))
        {
            return false;
        }
        fault = new CommandFault(opcode, occurrence, status);
        return true;
    }

    /// <summary>Reads <c>COMMAND[#N]</c>.</summary>
    public static bool TryParseHang(string text, [NotNullWhen(true)] out CommandFault? fault, [NotNullWhen(false)] out string? problem)
    {
        bool parsed = TryParse("--hang", text, text, out Opcode opcode, out int occurrence, out problem);
        fault = parsed ? new CommandFault(opcode, occurrence, null) : null;
        return parsed;
    }

    /// <summary>Asks for the fault.</summary>
    public void AddTo(Faults faults)
    {
        if (Status is { } status)
        {
            faults.FailCommand((ushort)Opcode, (byte)status, Occurrence);
        }
        else
        {
            faults.HangCommand((ushort)Opcode, Occurrence);
        }
    }

    private static bool TryParse(string option, string text, string command, out Opcode opcode, out int occurrence, [NotNullWhen(false)] out string? problem)
    {
        (string name, string? occurrenceText) = FaultText.Split(command, '#');
        problem = null;
        opcode = default;
        if (!FaultText.TryParseOccurrence(occurrenceText, out occurrence))
        {
            problem = $"{option} {text}: '#{occurrenceText}' is not a count: #1 is the first time that the command is posted";
        }
        else if (!TryParseOpcode(name, out opcode))
        {
            problem = $"{option} {text}: '{name}' is no command{Suggest(name, CommandNames.Opcodes.Keys, "QUERY_FW", "0x004")}";
        }
        return problem is null;
    }

    private static string Suggest(string text, IEnumerable<string> names, string example, string number) =>
        Spelling.Closest(text, names) is { } closest ? $": did you mean {closest}?" : $": give a name such as {example}, or a number such as {number}";

    private static bool TryParseOpcode(string text, out Opcode opcode)
    {
        const int Most = 0xfff;
        bool isNumber = TryParseNumber(text, Most, out int number);
        opcode = (Opcode)number;
        return isNumber || CommandNames.Opcodes.TryGetValue(text, out opcode);
    }

    /// <summary>A status of 0 is no failure.</summary>
    private static bool TryParseStatus(string text, out CommandStatus status)
    {
        bool isNumber = TryParseNumber(text, byte.MaxValue, out int number);
        status = (CommandStatus)number;
        return (isNumber || CommandNames.Statuses.TryGetValue(text, out status)) && status != CommandStatus.Ok;
    }

    private static bool TryParseNumber(string text, int most, out int number)
    {
        number = 0;
        return text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            && int.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number) && number >= 0 && number <= most;
    }
}
