package dev.sluice.executor.keda;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MessageOptions;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Map;

/** KEDA's externalscaler.proto as protobuf itself reads and writes it. */
public final class ScalerProtocol {
    private static final FileDescriptor FILE = file();

    private ScalerProtocol() {}

    private static FileDescriptor file() {
        DescriptorProto entry = message(
                        "ScalerMetadataEntry",
                        field("key", 1, FieldDescriptorProto.Type.TYPE_STRING),
                        field("value", 2, FieldDescriptorProto.Type.TYPE_STRING))
                .toBuilder()
                .setOptions(MessageOptions.newBuilder().setMapEntry(true))
                .build();
        FileDescriptorProto proto = FileDescriptorProto.newBuilder()
                .setName("externalscaler.proto")
                .setPackage("externalscaler")
                .setSyntax("proto3")
                .addMessageType(message(
                                "ScaledObjectRef",
                                field("name", 1, FieldDescriptorProto.Type.TYPE_STRING),
                                field("namespace", 2, FieldDescriptorProto.Type.TYPE_STRING),
                                many("scalerMetadata", 3, "ScaledObjectRef.ScalerMetadataEntry"))
                        .toBuilder()
                        .addNestedType(entry))
                .addMessageType(message("IsActiveResponse", field("result", 1, FieldDescriptorProto.Type.TYPE_BOOL)))
                .addMessageType(message("GetMetricSpecResponse", many("metricSpecs", 1, "MetricSpec")))
                .addMessageType(message(
                        "MetricSpec",
                        field("metricName", 1, FieldDescriptorProto.Type.TYPE_STRING),
                        field("targetSize", 2, FieldDescriptorProto.Type.TYPE_INT64),
                        field("targetSizeFloat", 3, FieldDescriptorProto.Type.TYPE_DOUBLE)))
                .addMessageType(message(
                        "GetMetricsRequest",
                        many("scaledObjectRef", 1, "ScaledObjectRef").toBuilder()
                                .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL)
                                .build(),
                        field("metricName", 2, FieldDescriptorProto.Type.TYPE_STRING)))
                .addMessageType(message("GetMetricsResponse", many("metricValues", 1, "MetricValue")))
                .addMessageType(message(
                        "MetricValue",
                        field("metricName", 1, FieldDescriptorProto.Type.TYPE_STRING),
                        field("metricValue", 2, FieldDescriptorProto.Type.TYPE_INT64),
                        field("metricValueFloat", 3, FieldDescriptorProto.Type.TYPE_DOUBLE)))
                .build();
        try {
            return FileDescriptor.buildFrom(proto, new FileDescriptor[0]);
        } catch (DescriptorValidationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static DescriptorProto message(String name, FieldDescriptorProto... fields) {
        DescriptorProto.Builder message = DescriptorProto.newBuilder().setName(name);
        for (FieldDescriptorProto field : fields) {
            message.addField(field);
        }
        return message.build();
    }

    private static FieldDescriptorProto field(String name, int number, FieldDescriptorProto.Type type) {
        return FieldDescriptorProto.newBuilder()
                .setName(name)
                .setNumber(number)
                .setType(type)
                .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL)
                .build();
    }

    private static FieldDescriptorProto many(String name, int number, String type) {
        return FieldDescriptorProto.newBuilder()
                .setName(name)
                .setNumber(number)
                .setType(FieldDescriptorProto.Type.TYPE_MESSAGE)
                .setTypeName(".externalscaler." + type)
                .setLabel(FieldDescriptorProto.Label.LABEL_REPEATED)
                .build();
    }

    private static Descriptor type(String name) {
        return FILE.findMessageTypeByName(name);
    }

    private static DynamicMessage reference(String name, String namespace, Map<String, String> metadata) {
        Descriptor type = type("ScaledObjectRef");
        Descriptor entry = type.findNestedTypeByName("ScalerMetadataEntry");
        DynamicMessage.Builder reference = DynamicMessage.newBuilder(type)
                .setField(type.findFieldByName("name"), name)
                .setField(type.findFieldByName("namespace"), namespace);
        metadata.forEach((key, value) -> reference.addRepeatedField(
                type.findFieldByName("scalerMetadata"),
                DynamicMessage.newBuilder(entry)
                        .setField(entry.findFieldByName("key"), key)
                        .setField(entry.findFieldByName("value"), value)
                        .build()));
        return reference.build();
    }

    static byte[] scaledObject(String name, String namespace, Map<String, String> metadata) {
        return reference(name, namespace, metadata).toByteArray();
    }

    static byte[] metricsRequest(String name, String namespace, Map<String, String> metadata, String metricName) {
        Descriptor type = type("GetMetricsRequest");
        return DynamicMessage.newBuilder(type)
                .setField(type.findFieldByName("scaledObjectRef"), reference(name, namespace, metadata))
                .setField(type.findFieldByName("metricName"), metricName)
                .build()
                .toByteArray();
    }

    /** The field of an answer; of an answer that is a list, that of its only part. */
    static Object read(String typeName, byte[] answer, String field) {
        try {
            DynamicMessage message = DynamicMessage.parseFrom(type(typeName), answer);
            Descriptor type = type(typeName);
            if (typeName.startsWith("GetMetric")) {
                message = (DynamicMessage)
                        message.getRepeatedField(type.getFields().get(0), 0);
                type = message.getDescriptorForType();
            }
            return message.getField(type.findFieldByName(field));
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }
}
