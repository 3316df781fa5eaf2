package dev.sluice.http;

import dev.sluice.http.message.HttpResponse;
import dev.sluice.http.message.Problem;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Says as a problem what Jetty itself refuses, such as a header that is too long. */
final class RefusedRequests implements Request.Handler {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = Math.max(400, response.getStatus());
        String detail = status >= 500
                ? "the request could not be answered"
                : Optional.ofNullable(request.getAttribute(ErrorHandler.ERROR_MESSAGE))
                        .map(Object::toString)
                        .orElse("the request is not one that can be read");
        HttpResponse.Full problem = Problem.of(status, detail).response();
        SecurityHeaders.add(response);
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, problem.contentType());
        response.write(true, ByteBuffer.wrap(problem.body()), callback);
        return true;
    }
}
