using Mlx4.Runtime;
using Mlx4.Sample.Driver.Adapter;
using Mlx4.Sample.Driver.Capabilities;
using Mlx4.Sample.Driver.Commands;
using Mlx4.Sample.Driver.Events;
using Mlx4.Sample.Driver.Firmware;
using Mlx4.Sample.Driver.Icm;
using Mlx4.Sample.Driver.Master;
using Mlx4.Sample.Driver.Ports;
using Mlx4.Sample.Driver.Resources;
using Mlx4.Sample.Driver.Slave;

namespace Mlx4.Sample.Driver;

/// <summary>All pipelines of the driver, in the order in which a load enters them first.</summary>
internal static class DriverPipelines
{
    /// <summary>A pipeline.</summary>
    /// <param name="Name">The name of its type, by which a monitor is told its events.</param>
    /// <param name="Stages">Its stages.</param>
    /// <param name="NestedIn">The stages whose work it is; none for the outermost.</param>
    internal sealed record Pipeline(string Name, IReadOnlyList<StageInfo> Stages, params IReadOnlyList<Nesting> NestedIn);

    /// <summary>A stage that is the load of another pipeline.</summary>
    /// <param name="Pipeline">The name of the pipeline that the stage belongs to.</param>
    /// <param name="Stage">The display name of the stage.</param>
    internal readonly record struct Nesting(string Pipeline, string Stage);

    /// <summary>The pipelines.</summary>
    public static IReadOnlyList<Pipeline> All { get; } =
    [
        new(nameof(PciProbe), PciProbe.LoadOneStages),
        new(nameof(Mlx4Device), Mlx4Device.LoadOneStages, new Nesting(nameof(PciProbe), "LoadOne")),
        new(nameof(Ownership), Ownership.LoadOneStages, new Nesting(nameof(Mlx4Device), "GetOwnership")),
        new(nameof(Reset), Reset.LoadOneStages, new Nesting(nameof(Mlx4Device), "Reset"), new Nesting(nameof(Mlx4Device), "ResetForSriov")),
        new(nameof(SriovStart), SriovStart.LoadOneStages, new Nesting(nameof(Mlx4Device), "EnableSriov"), new Nesting(nameof(Mlx4Device), "EnableSriovAfterHca")),
        new(nameof(CommandInterface), CommandInterface.LoadOneStages, new Nesting(nameof(Mlx4Device), "CmdInit")),
        new(nameof(SlaveChannel), SlaveChannel.LoadOneStages, new Nesting(nameof(Mlx4Device), "MultiFuncInitAsSlave")),
        new(nameof(FirmwareStart), FirmwareStart.LoadOneStages, new Nesting(nameof(Mlx4Device), "InitFw")),
        new(nameof(FirmwareArea), FirmwareArea.LoadOneStages, new Nesting(nameof(FirmwareStart), "LoadFw")),
        new(nameof(IcmPages), IcmPages.LoadOneStages,
            new Nesting(nameof(FirmwareArea), "AllocPages"), new Nesting(nameof(IcmSpace), "AllocAux"), new Nesting(nameof(IcmChunk), "AllocPages")),
        new(nameof(DevCapQuery), DevCapQuery.LoadOneStages, new Nesting(nameof(Mlx4Device), "QueryDevCap"), new Nesting(nameof(CapabilityReader), "QueryDevCap")),
        new(nameof(HcaStart), HcaStart.LoadOneStages, new Nesting(nameof(Mlx4Device), "InitHca")),
        new(nameof(CapabilityReader), CapabilityReader.LoadOneStages, new Nesting(nameof(HcaStart), "ReadDevCap"), new Nesting(nameof(SlaveCapabilities), "ReadDevCap")),
        new(nameof(IcmSpace), IcmSpace.LoadOneStages, new Nesting(nameof(HcaStart), "InitIcm")),
        new(nameof(CmptTables), CmptTables.LoadOneStages, new Nesting(nameof(IcmSpace), "InitCmptTable")),
        new(nameof(IcmTable), IcmTable.LoadOneStages, [
            .. Stages(nameof(CmptTables), "InitQpCmpt", "InitSrqCmpt", "InitCqCmpt", "InitEqCmpt"),
            .. Stages(nameof(IcmSpace), "MapEqTable", "MapMttTable", "MapDmptTable", "MapQpTable", "MapAuxcTable", "MapAltcTable", "MapRdmarcTable",
                "MapCqTable", "MapSrqTable", "MapMcgTable")]),
        new(nameof(IcmChunk), IcmChunk.LoadOneStages, new Nesting(nameof(IcmTable), "MapChunk"), new Nesting(nameof(MttRange), "GetChunk")),
        new(nameof(AdapterQuery), AdapterQuery.LoadOneStages, new Nesting(nameof(HcaStart), "AdapterQuery"), new Nesting(nameof(SlaveStart), "AdapterQuery")),
        new(nameof(SlaveStart), SlaveStart.LoadOneStages, new Nesting(nameof(Mlx4Device), "InitHcaAsSlave")),
        new(nameof(SlaveSession), SlaveSession.LoadOneStages, new Nesting(nameof(SlaveStart), "InitSlave")),
        new(nameof(SlaveCapabilities), SlaveCapabilities.LoadOneStages, new Nesting(nameof(SlaveStart), "SlaveCap")),
        new(nameof(SlavePort), SlavePort.LoadOneStages, new Nesting(nameof(SlaveCapabilities), "SlaveSpecialQpCap")),
        new(nameof(MultiFunction), MultiFunction.LoadOneStages, new Nesting(nameof(Mlx4Device), "MultiFuncInit")),
        new(nameof(ResourceTracker), ResourceTracker.LoadOneStages, new Nesting(nameof(MultiFunction), "InitResourceTracker")),
        new(nameof(HcaSetup), HcaSetup.LoadOneStages, new Nesting(nameof(Mlx4Device), "SetupHcaWithMsiX"), new Nesting(nameof(Mlx4Device), "SetupHca")),
        new(nameof(MrTable), MrTable.LoadOneStages, new Nesting(nameof(HcaSetup), "InitMrTable")),
        new(nameof(FunctionMtts), FunctionMtts.LoadOneStages, new Nesting(nameof(MrTable), "AllocReservedMtts"), new Nesting(nameof(EventQueue), "AllocMtt")),
        new(nameof(MttRange), MttRange.LoadOneStages, new Nesting(nameof(FunctionMtts), "AllocRange"), new Nesting(nameof(MttBlock), "AllocRange")),
        new(nameof(MadDemux), MadDemux.LoadOneStages, new Nesting(nameof(HcaSetup), "ConfigMadDemux")),
        new(nameof(EqTable), EqTable.LoadOneStages, new Nesting(nameof(HcaSetup), "InitEqTable")),
        new(nameof(EventQueue), EventQueue.LoadOneStages, new Nesting(nameof(EqTable), "CreateEq")),
        new(nameof(QpTable), QpTable.LoadOneStages, new Nesting(nameof(HcaSetup), "InitQpTable")),
        new(nameof(DefaultCounters), DefaultCounters.LoadOneStages, new Nesting(nameof(HcaSetup), "AllocateDefaultCounters")),
        new(nameof(MttBlock), MttBlock.LoadOneStages, new Nesting(nameof(FunctionMtts), "AllocRes")),
        new(nameof(PortSetup), PortSetup.LoadOneStages, new Nesting(nameof(HcaSetup), "SetupPort")),
        new(nameof(PortInfo), PortInfo.LoadOneStages, new Nesting(nameof(Mlx4Device), "InitPortInfo")),
        new(nameof(Registration), Registration.LoadOneStages, new Nesting(nameof(Mlx4Device), "RegisterDevice")),
    ];

    /// <summary>The pipeline whose load a stage is, <see langword="null"/> if it is no pipeline's.</summary>
    public static Pipeline? LoadedBy(string pipeline, StageInfo stage) =>
        All.FirstOrDefault(candidate => candidate.NestedIn.Contains(new Nesting(pipeline, stage.Name)));

    private static IEnumerable<Nesting> Stages(string pipeline, params string[] stages) => stages.Select(stage => new Nesting(pipeline, stage));
}
