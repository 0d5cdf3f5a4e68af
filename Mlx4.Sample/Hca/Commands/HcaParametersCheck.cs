using Mlx4.Sample.Hca.Memory;

namespace Mlx4.Sample.Hca.Commands;

/// <summary>What INIT_HCA checks before it starts the HCA with a set of parameters.</summary>
internal static class HcaParametersCheck
{
    private const byte Version = 2;
    private const int MaxStride = 256;

    /// <summary>A multicast group takes 64 bytes to a page.</summary>
    private const int MinLogGroup = 6;
    private const int MaxLogGroup = 12;

    /// <summary>The space of completion contexts is cut into four: QPs, SRQs, CQs and EQs, with room for 2^24 of each.</summary>
    private const int LogCompletionContexts = 24;

    /// <summary>
    /// Checks versions, sizes and places, and that the context memory of what is reserved for the firmware is mapped: it is about to
    /// be written.
    /// </summary>
    public static CommandStatus Check(in HcaParameters parameters, ConnectX3 card)
    {
        HcaParameters.SteeringTable steering = parameters.Steering;
        if (!steering.IsDeviceManaged && (steering.LogEntry is < MinLogGroup or > MaxLogGroup || steering.LogHash > steering.Log))
        {
            return CommandStatus.BadParam;
        }
        if (parameters.Version != Version || parameters.EqeStride > MaxStride || parameters.CqeStride > MaxStride
            || parameters.UarPageShift + parameters.LogUars > card.Capabilities.LogUarBytes)
        {
            return CommandStatus.BadParam;
        }
        bool tooLarge = parameters.Qpc.Log > Capabilities.LogMaxQps || parameters.Srqc.Log > Capabilities.LogMaxSrqs
            || parameters.Cqc.Log > Capabilities.LogMaxCqs || parameters.Dmpt.Log > Capabilities.LogMaxMpts
            || (card.Options.SysEqs ? parameters.Eqc.Log != HcaParameters.SystemEqs : parameters.Eqc.Log > Capabilities.LogMaxEqs);
        return tooLarge ? CommandStatus.ExceedLimit : CheckTables(parameters, card);
    }

    private static CommandStatus CheckTables(in HcaParameters parameters, ConnectX3 card)
    {
        ulong qps = 1UL << parameters.Qpc.Log;
        ulong eqs = card.Options.SysEqs ? Capabilities.SystemEqs : 1UL << parameters.Eqc.Log;
        const ulong Completions = 1UL << LogCompletionContexts;
        const uint Qps = 1u << Capabilities.LogReservedQps;
        const uint Srqs = 1u << Capabilities.LogReservedSrqs;
        const uint Cqs = 1u << Capabilities.LogReservedCqs;
        ReadOnlySpan<Table> tables =
        [
            new(parameters.Qpc.Base, Capabilities.QpContext, qps, Qps),
            new(parameters.Auxc, Capabilities.AuxiliaryContext, qps, Qps),
            new(parameters.Altc, Capabilities.AlternatePathContext, qps, Qps),
            new(parameters.Rdmarc.Base, Capabilities.RdmaContext << parameters.Rdmarc.Log, qps, Qps),
            new(parameters.Srqc.Base, Capabilities.SrqContext, 1UL << parameters.Srqc.Log, Srqs),
            new(parameters.Cqc.Base, Capabilities.CqContext, 1UL << parameters.Cqc.Log, Cqs),
            new(parameters.Eqc.Base, Capabilities.EqContext, eqs, card.Capabilities.ReservedEqs),
            new(parameters.Dmpt.Base, Capabilities.MemoryProtection, 1UL << parameters.Dmpt.Log, 1u << Capabilities.LogReservedMpts),
            // The parameters do not say how large these two are.
            new(parameters.Mtt, Capabilities.MemoryTranslation, 1u << Capabilities.LogReservedMtts, 1u << Capabilities.LogReservedMtts),
            new(parameters.Steering.Base, Icm.PageSize, 1, 1),
            new(CompletionContexts(parameters, 0), Capabilities.CompletionContext, Completions, Qps),
            new(CompletionContexts(parameters, 1), Capabilities.CompletionContext, Completions, Srqs),
            new(CompletionContexts(parameters, 2), Capabilities.CompletionContext, Completions, Cqs),
            new(CompletionContexts(parameters, 3), Capabilities.CompletionContext, eqs, card.Capabilities.ReservedEqs),
        ];
        foreach (Table table in tables)
        {
            ulong bytes = (ulong)table.EntrySize * table.Entries;
            if (table.Base % Icm.PageSize != 0 || table.Base >= card.Icm.Limit || bytes > card.Icm.Limit - table.Base)
            {
                return CommandStatus.BadParam;
            }
            if (!card.Icm.IsMapped(table.Base, (ulong)table.EntrySize * Math.Min(table.Entries, table.Reserved)))
            {
                return CommandStatus.IcmError;
            }
        }
        return CommandStatus.Ok;
    }

    private static ulong CompletionContexts(in HcaParameters parameters, int kind) =>
        parameters.Cmpt + ((ulong)(kind * Capabilities.CompletionContext) << LogCompletionContexts);

    private readonly record struct Table(ulong Base, int EntrySize, ulong Entries, uint Reserved);
}
